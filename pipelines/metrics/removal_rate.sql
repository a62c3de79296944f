-- title: Removed or declined, by reason
-- id: M5
-- unit: share of reviewed comments
-- numerator: taken down or declined
-- denominator: reviewed
-- definition: Of the comments of the public posted in the period and reviewed, how many were then taken down, in all and by
--   the primary reason (the reasons add up). Social channels remove after posting, the website declines
--   before: the two are never added together; "social channels" adds up only those moderated after posting. Items found
--   hidden without any decision are listed as unrecorded and are not in the share. The interval is Wilson's, at 95%.
-- source: S8-5 to S8-10, S5-13
-- then: proportion
with part as (
    select r.*, coalesce(p.name, 'a ground ' || r.principle, 'no reason recorded') as reason_name, r.principle
    from removal r left join principle p on p.id = r.principle
    where r.day >= $since and r.day < $until and ($channel is null or r.channel = $channel)
),
judged as (
    select
        c.channel, c.position, c.moderation,
        coalesce(sum(i.reviewed) filter (i.day >= $since and i.day < $until), 0)::bigint as reviewed
    from channel c left join item_day i on i.channel = c.channel
    where ($channel is null or c.channel = $channel)
        and c.active_from < $until and coalesce(c.active_to >= $since, true)
    group by all
),
scope as (
    select channel as scope, channel, position, moderation, reviewed, false as is_total from judged
    union all
    select 'social channels', channel, 1000, moderation, reviewed, true from judged
    where moderation = 'after' and (select count(*) from judged where moderation = 'after') > 1
),
totals as (
    select scope, is_total, moderation, min(position) as position, sum(reviewed)::bigint as reviewed, list(channel) as inputs
    from scope group by all
),
taken as (
    select
        s.scope, if(grouping(p.reason_name) = 1, 'all', p.reason_name) as reason, any_value(p.principle) as principle,
        count(p.item_key) filter (p.decided_at is not null) as taken_down,
        count(p.item_key) filter (p.decided_at is not null and p.action in ('hide', 'hidden')) as hidden,
        count(p.item_key) filter (p.decided_at is null) as unrecorded
    from scope s left join part p on p.channel = s.channel
    group by grouping sets ((s.scope, p.reason_name), (s.scope))
    having grouping(p.reason_name) = 1 or taken_down > 0
)
select
    t.scope as channel, t.is_total, t.moderation, if(t.moderation = 'before', 'declined', 'removed or hidden') as outcome, k.reason,
    if(k.reason = 'all', null, k.principle) as principle, k.reason = 'all' as is_all_reasons,
    k.taken_down as numerator, t.reviewed as denominator, k.hidden, k.unrecorded, t.inputs
from totals t join taken k on k.scope = t.scope
order by t.position, t.scope, is_all_reasons desc, numerator desc, k.reason
