-- title: Like for like: reach
-- id: M14b
-- unit: as the platform defines it
-- numerator: these weeks
-- denominator: weeks before
-- definition: A platform's figures in the weeks chosen against as many weeks just before, only where both can be compared: one
--   definition throughout; daily figures that may be added, with every day of both periods there; posts by their median
--   at the age of post_maturity_days, none of them younger or first captured at more than twice that age. Any other
--   figure is a row with the reason why it is left out. Such figures do not vary as counts do, so there is no interval.
-- source: platform definitions, held with the figures
-- rests: figures
-- then: holidays
with period as (
    select *, since - (until - since)::int as before, (select value from local_choice where id = 'post_maturity_days') as maturity
    from (
        select
            date_trunc('week', $since::date)::date as since,
            (date_trunc('week', $until::date - interval 1 day) + interval 7 days)::date as until
    )
),
observed as (
    select
        f.channel, f.platform, f.metric, 'day' as level, f.day,
        coalesce(max(f.value) filter (nullif(f.page, '') is null), sum(f.value)) as value, null as age_days
    from figure_day f, period p
    where f.day >= p.before and f.day < p.until and ($channel is null or f.channel = $channel)
    group by all
    union all
    select
        p.channel, p.platform, g.metric, 'post', p.day, arg_min(g.value, g.captured_on) filter (g.captured_on >= p.day + d.maturity),
        min(g.captured_on) filter (g.captured_on >= p.day + d.maturity) - p.day
    from post p join post_figure g on g.post_key = p.post_key, period d
    where p.day >= d.before and p.day < d.until and ($channel is null or p.channel = $channel) and not coalesce(p.is_reply, false)
    group by p.channel, p.platform, g.metric, p.day, p.post_key
),
summed as (
    select
        o.channel, o.platform, o.metric, o.level, p.since, p.until, p.before, p.maturity, any_value(coalesce(d.name, o.metric)) as name,
        bool_and(coalesce(d.is_additive, false)) as is_additive, count(distinct coalesce(d.valid_from, date '0001-01-01')) as definitions,
        count(distinct o.day) filter (o.day >= p.since) as days, count(distinct o.day) filter (o.day < p.since) as days_before,
        count(*) filter (o.level = 'post' and o.value is null) as immature, max(o.age_days) as oldest_age_days,
        if(o.level = 'post', median(o.value) filter (o.day >= p.since), sum(o.value) filter (o.day >= p.since)) as value_now,
        if(o.level = 'post', median(o.value) filter (o.day < p.since), sum(o.value) filter (o.day < p.since)) as value_before
    from observed o
    left join metric_definition d on d.platform = o.platform and d.metric = o.metric
        and coalesce(d.valid_from <= o.day, true) and coalesce(d.valid_to >= o.day, true), period p
    group by o.channel, o.platform, o.metric, o.level, p.since, p.until, p.before, p.maturity
),
judged as (
    select
        *, case
            when definitions > 1 then 'left out: the platform changed what the figure means'
            when level = 'post' and (days = 0 or days_before = 0) then 'left out: no posts in one of the periods'
            when level = 'post' and immature > 0 then 'left out: ' || immature || ' of the posts are too young'
            when level = 'post' and oldest_age_days > 2 * maturity then 'left out: figures taken at ages up to ' || oldest_age_days || ' days'
            when level = 'day' and not is_additive then 'left out: figures of unique people cannot be added up'
            when level = 'day' and (days < until - since or days_before < since - before) then 'left out: not every day of both periods is there'
        end as reason
    from summed
)
select
    j.channel, j.platform, j.metric, j.level, j.name, if(j.reason is null, j.value_now / nullif(j.value_before, 0), null) as value,
    if(j.reason is null, j.value_now, null) as numerator, if(j.reason is null, j.value_before, null) as denominator,
    j.reason is null as is_compared, j.reason, j.days, j.days_before, j.before as input_since, j.until as input_until, j.since, j.until, j.before
from judged j left join channel c on c.channel = j.channel
order by c.position, j.channel, j.level, j.metric

