-- What every clause is asked for: each week of the period, for each channel and for the organisation as a whole.

create or replace temp table asked_of as
select
    $since::date as since, $until::date as until, $channel::varchar as channel, $now::timestamptz as now_at,
    $now::timestamptz at time zone (select zone from publication) as now_local;

create or replace temp table week as
select week_start, week_start + 7 as ends, now_local >= week_start + 7 as is_over, now_at, now_local
from asked_of, (select unnest(generate_series(date_trunc('week', since), until - interval 1 day, interval 7 days))::date as week_start from asked_of);

-- The ledger speaks of a week if people were at work in it before the week's end and still were when it began or later.
-- What was undone is left out.
create or replace temp table act as select * from event where not is_undone and kind <> 'undo';
create or replace temp table kept as
select min(day) as kept_from, max(recorded_at) at time zone (select zone from publication) as kept_until
from act where kind in ('decision', 'doubt_answered', 'round_completed');

create or replace temp table asked as
select
    c.channel, c.name, c.moderation, c.platform, c.can, c.position, w.week_start, w.ends, w.is_over, w.now_at, w.now_local,
    c.active_from < w.ends and coalesce(c.active_to >= w.week_start, true) as is_active,
    coalesce(e.comments_until_local >= least(w.ends, coalesce(c.active_to + 1, w.ends)) and w.is_over, false) as is_closed,
    e.comments_until_local, coalesce(k.kept_from < w.ends and k.kept_until >= w.week_start, false) as is_kept
from channel c cross join week w cross join kept k left join evidence e on e.channel = c.channel
where (select coalesce(channel = c.channel, true) from asked_of);

create or replace temp table once as
select
    w.*, 'all' as channel, coalesce(k.kept_from < w.ends and k.kept_until >= w.week_start, false) as is_kept from week w cross join kept k;

create or replace temp macro day_said(d) as strftime(d::date, '%-d %B %Y');
create or replace temp macro counted(n, one) as format('{:,} {}{}', n::bigint, one, case when n = 1 then '' else 's' end);
create or replace temp macro role_said(id) as coalesce((select any_value(r.name) from role r where r.role = id), 'somebody without a role');
create or replace temp macro choice(name) as (select any_value(l.value) from local_choice l where l.id = name);
create or replace temp macro events(seqs) as
    list_transform(list_sort(list_filter(seqs, lambda s: s is not null))[:100], lambda s: 'event:' || s);
create or replace temp macro items(keys) as
    list_transform(list_sort(list_filter(keys, lambda k: k is not null))[:100], lambda k: 'item:' || k);
-- The one order of the states: what is broken stays broken, however little is known of the rest.
create or replace temp macro judged(is_active, is_broken, is_over, is_shown, is_closed) as
    case
        when not coalesce(is_active, false) then 'not applicable' when coalesce(is_broken, false) then 'breach'
        when not coalesce(is_over, false) then 'provisional' when not coalesce(is_shown, false) then 'not evidenced'
        when not coalesce(is_closed, false) then 'provisional' else 'met'
    end;
