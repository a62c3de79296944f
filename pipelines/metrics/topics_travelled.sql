-- title: Which topics travelled
-- id: M13d
-- unit: as the platform defines it
-- definition: For each topic that posts of the period are about, the median figure of its posts at post_maturity_days, and how it
--   compares with the median of all posts of the channel in the same period: 2 is twice as far. Every post counts at the same
--   age, younger ones are left out and counted; a post may be about several topics. With under 3 posts of a topic there is no ratio.
-- source: platform definitions, held with the figures; topics told by the words of posts
-- rests: figures
with aged as (
    select
        p.channel, p.platform, p.post_key, g.metric, max(o.day) as day,
        arg_min(g.value, g.captured_on) filter (g.captured_on >= p.day + (select value from local_choice where id = 'post_maturity_days')) as value
    from post p join own_post o on o.post_key = p.post_key and o.kind = 'post' join post_figure g on g.post_key = p.post_key
    where p.day >= $since and p.day < $until and ($channel is null or p.channel = $channel)
        and g.metric in ('views', 'impressions', 'reach', 'engagements')
    group by p.channel, p.platform, p.post_key, g.metric
),
known as (
    select a.*, d.name from aged a join metric_definition d on d.platform = a.platform and d.metric = a.metric
        and coalesce(d.valid_from <= a.day, true) and coalesce(d.valid_to >= a.day, true)
),
whole as (select channel, metric, median(value) as median from known group by all)
select
    k.channel, t.topic, k.metric, any_value(k.name) as name, count(*) as posts, count(*) - count(k.value) as immature,
    median(k.value) as numerator, any_value(w.median) as denominator,
    if(count(k.value) >= 3, median(k.value) / nullif(any_value(w.median), 0), null) as value, max(k.value) as highest
from known k
join post_topic t on t.post_key = k.post_key
join whole w on w.channel = k.channel and w.metric = k.metric
left join channel c on c.channel = k.channel
group by k.channel, t.topic, k.metric, c.position
order by c.position, k.channel, k.metric, value desc nulls last, t.topic
