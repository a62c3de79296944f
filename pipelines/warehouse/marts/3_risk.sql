-- What was found in comments and what came of it, and who worked where: counted for clauses, without words and without people.

insert into figures.risk_day by name
with limits as (
    select e.channel, epoch_ms(e.comments_until) - c.value * 86400000 as late_before
    from staging.evidence e, staging.local_choice c where c.id = 'first_review_within_days'
),
found as (
    select item_key, channel, day, week_start, posted_at, decided_at, decision_basis, is_taken_down, unnest(categories) as category
    from marts.item where is_flagged and day is not null
)
select
    f.channel, f.day, f.week_start, f.category, count(*) as flagged,
    count(*) filter (f.decision_basis = 'own decision') as decided, count(*) filter (f.decision_basis = 'round') as in_round,
    count(*) filter (f.decided_at is null and epoch_ms(f.posted_at) <= l.late_before) as late,
    count(*) filter (f.is_taken_down) as taken_down,
    (list(f.item_key order by f.item_key) filter (f.decision_basis is distinct from 'own decision'))[:20] as examples
from found f left join limits l on l.channel = f.channel
group by f.channel, f.day, f.week_start, f.category order by f.channel, f.day, f.category;

insert into figures.wave_split by name
select
    a.week_start, a.wave, list_sort(list(distinct i.channel)) as channels, count(*) filter (i.is_taken_down) as taken_down,
    count(*) filter (not i.is_taken_down) as left_up
from marts.alike a join marts.item i on i.item_key = a.item_key
where i.decision_basis = 'own decision'
group by a.week_start, a.wave having taken_down > 0 and left_up > 0 order by a.week_start, a.wave;

insert into figures.operated
with told as (select *, (at_time at time zone getvariable('zone'))::date as day from staging.action where at_time is not null)
select t.channel, t.day, date_trunc('week', t.day)::date, l.role, t.source, count(*)
from told t
left join staging.login l on l.login = lower(t.actor) and l.since <= t.day and coalesce(l.until >= t.day, true)
where t.actor is not null and not coalesce(t.is_automatic, false) and t.source <> 'ledger'
group by all order by all;

-- A list tells of everybody who ever had access: those count who had it on the day it was checked.
insert into figures.access_list by name
with told as (
    select distinct coalesce(a.channel, f.channel, p.channel, a.platform) as channel, lower(a.person) as login, coalesce(a.checked_on, f.captured_on) as checked_on
    from raw.access a join raw.file f on f.file_id = a.file_id left join staging.platform_channel p on p.platform = a.platform
    where coalesce(a.until >= coalesce(a.checked_on, f.captured_on), true)
)
select
    t.channel, t.checked_on, count(*) as holders,
    count(*) filter (not exists (
        select 1 from staging.login l join staging.role r on r.role = l.role and list_contains(r.keys, t.channel)
        where l.login = t.login and l.since <= t.checked_on and coalesce(l.until >= t.checked_on, true)
    )) as unexpected
from told t group by t.channel, t.checked_on order by t.channel, t.checked_on;

insert into figures.held_since
select channel, min((posted_at at time zone getvariable('zone'))::date) from staging.comment
where text is not null and not is_erased(text) group by channel order by channel;

insert into figures.overruled by name
with final as (
    select item_key, channel, seq, at_time, decision in ('remove', 'hide', 'decline') as is_down
    from figures.event where is_final and not is_undone and item_key is not null
)
select
    f.channel, (a.at_time at time zone getvariable('zone'))::date as day,
    date_trunc('week', a.at_time at time zone getvariable('zone'))::date as week_start, f.seq, a.action, a.source
from final f join staging.action a on a.item_key = f.item_key and a.at_time > f.at_time and a.source <> 'ledger'
where if(f.is_down, a.action in ('approve', 'restore', 'unhide'), a.action in ('trash', 'spam', 'delete', 'hide'))
order by day, f.seq;
