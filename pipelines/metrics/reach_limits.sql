-- title: Is the week unusual? Reach against its own limits
-- id: M13c
-- unit: as the platform defines it
-- definition: The last week of the period against the limits of an XmR chart over the complete weeks before it, at most a year of
--   them and under one definition: the mean, and 2.66 mean moving ranges to either side. Weeks in a row are asked for, a
--   week that is not there ends the series; under 12 weeks there are no limits ("too short"). Daily figures that may be added count as
--   the sum of a whole week, whole weeks as given, posts by the median at post_maturity_days. Within the limits is chance.
-- source: platform definitions, held with the figures
-- rests: figures
-- then: limits
with bounds as (
    select
        date_trunc('week', $until::date - interval 1 day)::date as week_start,
        (select value from local_choice where id = 'post_maturity_days') as maturity
),
seen as (
    select f.channel, f.platform, f.metric, case when f.day is not null then 'day' else 'week' end as level,
        date_trunc('week', coalesce(f.day, f.until))::date as week, coalesce(f.day, f.until) as on_day,
        coalesce(max(f.value) filter (nullif(f.page, '') is null), sum(f.value)) as value
    from figure_day f, bounds b
    where coalesce(f.day, f.until) between b.week_start - 364 and b.week_start + 6 and ($channel is null or f.channel = $channel)
        and (f.day is not null or f.since = date_trunc('week', f.until) and f.until = f.since + 6)
    group by all
    union all
    select p.channel, p.platform, g.metric, 'post', p.week_start, p.day, arg_min(g.value, g.captured_on) filter (g.captured_on >= p.day + b.maturity)
    from post p join post_figure g on g.post_key = p.post_key, bounds b
    where p.day between b.week_start - 364 and b.week_start + 6 and ($channel is null or p.channel = $channel) and not coalesce(p.is_reply, false)
    group by p.channel, p.platform, g.metric, p.week_start, p.day, p.post_key
),
weekly as (
    select
        s.channel, s.platform, s.metric, s.level, s.week, d.name, d.valid_from,
        if(s.level = 'post', median(s.value), sum(s.value)) as value,
        s.level = 'week' or s.level = 'day' and count(distinct s.on_day) = 7 or s.level = 'post' and count(*) = count(s.value) as is_whole
    from seen s join metric_definition d on d.platform = s.platform and d.metric = s.metric and (d.is_additive or s.level = 'post')
        and coalesce(d.valid_from <= s.on_day, true) and coalesce(d.valid_to >= s.on_day, true)
    group by s.channel, s.platform, s.metric, s.level, s.week, d.name, d.valid_from
),
-- Weeks in a row, up to the one that is looked at; the last run is the series.
run as (
    select *, week - 7 * (row_number() over (partition by channel, metric, level, valid_from order by week))::int as start
    from weekly where is_whole and week <= (select week_start from bounds)
),
last_run as (
    select channel, platform, metric, level, valid_from, start, any_value(name) as name, list(value order by week) as series, max(week) as week
    from run group by all having max(week) = (select week_start from bounds)
)
select
    l.channel, l.week as week_start, l.platform, l.metric, l.level, l.name, l.series[-1] as numerator, l.series[-1] as value,
    l.series[:-2] as history, (l.week - (7 * least(len(l.series) - 1, 52))::int) as input_since, l.week + 7 as input_until
from last_run l left join channel c on c.channel = l.channel
order by c.position, l.channel, l.level, l.metric
