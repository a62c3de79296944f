-- title: Engagement rate
-- id: M13b
-- unit: engagements for each time shown, or for each person reached
-- numerator: engagements
-- denominator: times shown or people reached
-- definition: For posts published in the week, their engagements divided by how often they were seen, on three bases that are
--   never mixed: impressions, views and reach. Engagements are the platform's own number, or else reactions (or likes),
--   comments (or replies), shares and saves added up. Only posts that have both figures count, each with its latest
--   capture. It is a ratio, not a share of anything, so it has no interval.
-- source: platform definitions, held with the figures
-- rests: figures
with latest as (
    select p.channel, p.platform, p.week_start, p.post_key, g.metric, arg_max(g.value, g.captured_on) as value
    from post p join post_figure g on g.post_key = p.post_key
    where p.week_start >= date_trunc('week', $since::date) and p.week_start < $until and ($channel is null or p.channel = $channel)
        and not coalesce(p.is_reply, false)
    group by all
),
part as (
    select
        channel, platform, week_start, post_key, max(value) filter (metric = 'engagements') as given,
        coalesce(max(value) filter (metric = 'reactions'), max(value) filter (metric = 'likes')) as liked,
        coalesce(max(value) filter (metric = 'comments'), max(value) filter (metric = 'replies')) as answered,
        sum(value) filter (metric in ('shares', 'saves')) as passed_on
    from latest group by all
),
engaged as (
    select
        *, if(coalesce(given, liked, answered, passed_on) is not null,
            coalesce(given, coalesce(liked, 0) + coalesce(answered, 0) + coalesce(passed_on, 0)), null) as engagements
    from part
)
select
    e.channel, e.week_start, e.platform, l.metric as basis, if(bool_and(e.given is not null), 'given', 'added up') as engagements_are,
    count(*) as posts, sum(e.engagements) as numerator, sum(l.value) as denominator,
    sum(e.engagements) / nullif(sum(l.value), 0) as value
from engaged e
join latest l on l.post_key = e.post_key and l.metric in ('impressions', 'views', 'reach')
left join channel c on c.channel = e.channel
where e.engagements is not null
group by e.channel, e.week_start, e.platform, l.metric, c.position
order by c.position, e.channel, e.week_start, basis
