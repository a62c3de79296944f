-- title: Visits sent to the website
-- id: M13e
-- unit: openings of links
-- definition: How often the links in our posts of the week were opened, as the platform counts it at the latest capture, beside the
--   website's own visits of that week where a whole week or each of its days is given. The two are counted by different people in
--   different ways, and a link may lead elsewhere: one is never divided by the other.
-- source: platform definitions, held with the figures
-- rests: figures
with latest as (
    select p.channel, p.week_start, p.post_key, arg_max(g.value, g.captured_on) as clicks
    from post p join post_figure g on g.post_key = p.post_key and g.metric = 'clicks_link'
    where p.week_start >= date_trunc('week', $since::date) and p.week_start < $until and ($channel is null or p.channel = $channel)
    group by all
),
visits as (
    select date_trunc('week', coalesce(day, until))::date as week_start, sum(value) as visits
    from figure_day
    where metric in ('visits', 'nb_visits', 'sessions') and nullif(page, '') is null
        and (day is not null or since = date_trunc('week', until) and until = since + 6)
    group by week_start, platform having count(distinct day) in (0, 7)
)
select
    l.channel, l.week_start, count(*) as posts, count(*) filter (l.clicks > 0) as posts_opened, sum(l.clicks)::bigint as numerator,
    null::bigint as denominator, sum(l.clicks)::double as value, max(v.visits) as website_visits
from latest l left join visits v on v.week_start = l.week_start left join channel c on c.channel = l.channel
group by l.channel, l.week_start, c.position
order by c.position, l.channel, l.week_start
