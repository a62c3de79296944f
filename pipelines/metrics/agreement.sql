-- title: Agreement of two people
-- id: M9
-- unit: kappa, from -1 to 1
-- definition: Of comments judged a second time by somebody else who did not see the first decision: how far both agree
--   whether there is a problem, beyond what chance would give (Cohen's kappa, Krippendorff's alpha), and how often they
--   agree on what one of them calls a problem, and on what one calls none. Under thirty pairs nothing is said: too few.
--   By channel, and for all channels where there are several; of each for all comments, and by the category that software
--   reads the comment for first, those in which it finds nothing apart. The interval is a bootstrap's, at 95%.
-- source: S2-2
-- then: agreed
with judged as (
    select seq, item_key, decision in ('remove', 'hide', 'decline', 'reword', 'safeguarding') as is_problem
    from event
    where kind in ('decision', 'doubt_answered') and decision <> 'doubt' and not is_undone and not is_outbound
        and item_key is not null
),
pairs as (
    select
        s.channel, coalesce(s.read_for, 'nothing') as category, j.is_problem as first,
        s.decision in ('remove', 'hide', 'decline', 'reword', 'safeguarding') as second
    from (
        select * from event
        where kind = 'second_review' and not is_undone and decision <> 'doubt' and item_key is not null
            and day >= $since and day < $until and ($channel is null or channel = $channel)
    ) s
    asof join judged j on j.item_key = s.item_key and j.seq < s.seq
)
select
    coalesce(p.channel, 'all channels') as channel, p.channel is null as is_total,
    case when p.category is null then 'all' when p.category = 'nothing' then 'nothing found' else coalesce(c.name, p.category) end as category,
    count(*) filter (first and second) as both_problem, count(*) filter (first and not second) as first_only,
    count(*) filter (second and not first) as second_only, count(*) filter (not first and not second) as neither,
    list(distinct h.channel) as inputs
from pairs p join channel h on h.channel = p.channel left join category c on c.category = p.category
group by grouping sets ((p.channel, h.position), (p.channel, h.position, p.category, c.name, c.rank), (), (p.category, c.name, c.rank))
having p.channel is not null or count(distinct h.channel) > 1
order by is_total desc, h.position, p.category is not null, c.rank nulls last
