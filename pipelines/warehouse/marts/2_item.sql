-- One row per item of the public, without text: when it was decided, by what evidence, and what became of it.

create table if not exists marts.item (
    item_key uuid, channel varchar, moderation varchar, posted_at timestamptz, day date, week_start date, is_zone_known boolean,
    is_edited boolean, is_flagged boolean, top_category varchar, top_score double, categories varchar[], veil boolean,
    decided_at timestamptz, decision varchar, decision_basis varchar, is_taken_down boolean, removed_at timestamptz,
    action varchar, source varchar, principle varchar, reason varchar, grade varchar, shown_from timestamptz, shown_until timestamptz,
    confirmed_at timestamptz, first_seen timestamptz, last_seen timestamptz, absent_since timestamptz, may_be varchar
);

create or replace temp table act as
select *, max(at_time) filter (action in ('restore', 'unhide', 'approve')) over (partition by item_key) as last_up
from staging.action where item_key in (select item_key from touched) and at_time is not null;

-- By channel, the end of the first round that covered a moment: the earliest end among those that reach as far.
create or replace temp table reach as
select channel, covered_through, min(ended_at) over (
    partition by channel order by covered_through desc rows between unbounded preceding and current row
) as ended_at
from staging.round where ended_at is not null;

create or replace temp table decided as
with own as (
    select item_key, min(coalesce(decided_at, at_time)) as own_at, arg_min(action, coalesce(decided_at, at_time)) as own_action
    from act where not coalesce(is_automatic, false) group by item_key
),
taken as (
    select
        item_key, any_value(last_up) as up_at,
        arg_min({'at_time': at_time, 'action': action, 'source': source}, at_time) filter (is_down) as first_down,
        arg_max({'at_time': at_time, 'action': action, 'source': source}, at_time) filter (is_down) as last_down,
        arg_max(principle, at_time) filter (principle is not null) as principle,
        arg_max(reason, at_time) filter (reason is not null) as reason,
        min(at_time) filter (action = 'approve') as approved_at
    from (
        select *, action in ('trash', 'spam', 'delete', 'hide') and (last_up is null or at_time > last_up) as is_down from act
    ) group by item_key
)
select * from own full join taken using (item_key);

create or replace temp table flag as
select
    s.item_key, arg_min(s.category, k.rank) as top_category, arg_min(s.score, k.rank) as top_score,
    list(s.category order by k.rank) as categories, bool_or(k.veil) as veil
from marts.score s join staging.category k on k.category = s.category
where s.is_flagged and s.item_key in (select item_key from touched)
group by s.item_key;

delete from marts.item where item_key in (select item_key from touched);
set variable mark = (select coalesce(max(rowid), -1) from marts.item);
insert into marts.item by name
with judged as (
    select
        -- What is trashed, and deleted weeks later with the rest of the trash, was taken down when it was trashed.
        case when c.status = 'visible' and c.last_seen > d.first_down.at_time then d.last_down else d.first_down end as down,
        struct_extract(down, 'at_time') as down_at, struct_extract(down, 'action') as action, struct_extract(down, 'source') as source,
        c.*, d.* exclude (item_key, first_down, last_down), f.* exclude (item_key), r.ended_at as round_at, ch.moderation, e.comments_until,
        d.first_down is not null as is_recorded,
        c.status in ('hidden', 'trashed', 'spam', 'deleted') and c.status_raw is distinct from 'post-trashed' as is_gone
    from touched_comment c
    left join decided d on d.item_key = c.item_key
    left join flag f on f.item_key = c.item_key
    left join staging.channel ch on ch.channel = c.channel
    left join staging.evidence e on e.channel = c.channel
    asof left join reach r on r.channel = c.channel and r.covered_through >= c.posted_at
    where not c.is_own
),
graded as (
    select
        *,
        case
            when not is_recorded and is_gone then 'hidden, unrecorded'
            when not is_recorded and absent_since is not null then 'absent, cause unknown'
            when not is_recorded then null
            when absent_since > down_at or (is_gone and last_seen > down_at) then 'recorded and confirmed'
            -- X's exports never tell which replies are hidden.
            when last_seen <= down_at or platform = 'x' or (status = 'unknown' and action = 'hide') then 'recorded, not yet confirmed'
            else 'recorded but still visible'
        end as grade,
        round_at >= posted_at as is_round_covered
    from judged
)
select
    item_key, channel, moderation, posted_at, (posted_at at time zone getvariable('zone'))::date as day,
    date_trunc('week', posted_at at time zone getvariable('zone'))::date as week_start, is_zone_known,
    revisions > 1 as is_edited, top_category is not null as is_flagged, top_category, top_score, categories,
    coalesce(veil, false) as veil,
    case when is_round_covered then least(own_at, round_at) else own_at end as decided_at,
    case when own_at is not null and (not coalesce(is_round_covered, false) or own_at <= round_at) then own_action
        when is_round_covered then 'seen in a round' end as decision,
    case when own_at is not null then 'own decision' when is_round_covered then 'round' end as decision_basis,
    grade is not null and grade <> 'absent, cause unknown' as is_taken_down, case when is_recorded then down_at end as removed_at,
    case when is_recorded then action when is_gone then status end as action, case when is_recorded then source end as source,
    principle, reason, grade,
    case when moderation = 'before' then approved_at else posted_at end as shown_from,
    case when grade = 'recorded but still visible' then comments_until
        when is_recorded then down_at end as shown_until,
    case when grade = 'recorded and confirmed' then coalesce(absent_since, last_seen) end as confirmed_at,
    first_seen, last_seen, absent_since,
    case when grade = 'absent, cause unknown' then
        case when platform = 'wordpress' then 'may be spam, or deleted for good' else 'author, platform or an unrecorded removal' end
    end as may_be
from graded;
