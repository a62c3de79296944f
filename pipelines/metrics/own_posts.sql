-- title: Our own posts: what was found and what people said of it
-- id: M12
-- unit: share of our posts and answers
-- definition: Of the posts and answers that we published in the week and that were checked, those in which a person confirmed that a
--   rule was not kept, in all and for each thing that they are checked for. What the detectors propose is no exception before
--   somebody has said so: proposed, confirmed and dismissed stand apart, and what is merely proposed is in no share.
-- source: S6-1 to S6-12, S4-2, S4-3, S5-5 to S5-17
-- rests: figures
-- then: proportion
with ours as (
    select channel, week_start, count(*) as posts, count(*) filter (is_scored) as checked
    from own_post
    where week_start >= date_trunc('week', $since::date) and week_start < $until and ($channel is null or channel = $channel)
    group by all
),
found as (
    select
        c.channel, c.week_start, if(grouping(c.category) = 1, 'all', c.category) as category, any_value(c.clause) as clause,
        count(distinct c.post_key) filter (c.state = 'proposed') as proposed,
        count(distinct c.post_key) filter (c.state = 'confirmed') as confirmed,
        count(distinct c.post_key) filter (c.state = 'dismissed') as dismissed
    from post_check c
    where c.week_start >= date_trunc('week', $since::date) and c.week_start < $until and ($channel is null or c.channel = $channel)
    group by grouping sets ((c.channel, c.week_start, c.category), (c.channel, c.week_start))
),
asked as (
    select o.*, k.category, k.name, k.rank, k.clause from ours o cross join outbound_category k
    union all
    select o.*, 'all', 'Anything', 0, null from ours o
)
select
    a.channel, a.week_start, a.category, a.name, a.clause, a.posts, coalesce(f.proposed, 0) as proposed,
    coalesce(f.dismissed, 0) as dismissed, coalesce(f.confirmed, 0) as numerator, a.checked as denominator
from asked a
left join found f on f.channel = a.channel and f.week_start = a.week_start and f.category = a.category
left join channel c on c.channel = a.channel
where a.category = 'all' or f.category is not null
order by c.position, a.channel, a.week_start, a.rank
