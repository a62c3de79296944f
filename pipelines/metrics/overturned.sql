-- title: Decisions overturned
-- id: M8
-- unit: share of decisions looked at again
-- definition: Of the decisions that somebody in another role decided on again, how many came out otherwise; and apart from
--   these, of the comments drawn at random and judged a second time, how many. What is put to somebody is no random
--   sample, so the first share is no rate of error: it is high where doubtful cases are put to others, as they should
--   be. A decision comes out otherwise where a comment that stood no longer does, or the other way round. By channel,
--   and for all channels where there are several. The interval is Wilson's, at 95%.
-- source: S8-14, S8-15, S2-2
-- then: proportion
with judged as (
    select
        seq, item_key, channel, day, role, decision in ('remove', 'hide', 'decline', 'reword') as is_problem,
        lag(role) over w as role_before, lag(decision in ('remove', 'hide', 'decline', 'reword')) over w as was_problem
    from event
    where kind in ('decision', 'doubt_answered') and decision not in ('doubt', 'safeguarding') and not is_undone
        and not is_outbound and item_key is not null
    window w as (partition by item_key order by seq)
),
looked as (
    select channel, day, 'put to somebody' as basis, is_problem <> was_problem as is_changed
    from judged where role <> role_before
    union all
    select s.channel, s.day, 'drawn at random', (s.decision in ('remove', 'hide', 'decline', 'reword', 'safeguarding')) <> j.is_problem
    from (
        select * from event where kind = 'second_review' and not is_undone and decision <> 'doubt' and item_key is not null
    ) s
    asof join judged j on j.item_key = s.item_key and j.seq < s.seq
)
select
    coalesce(l.channel, 'all channels') as channel, l.channel is null as is_total, l.basis,
    count(*) filter (l.is_changed) as numerator, count(*) as denominator, list(distinct h.channel) as inputs
from looked l join channel h on h.channel = l.channel
where l.day >= $since and l.day < $until and ($channel is null or l.channel = $channel)
group by grouping sets ((l.channel, h.position, l.basis), (l.basis))
having l.channel is not null or count(distinct h.channel) > 1
order by is_total desc, h.position, l.basis desc
