-- title: Reach and engagement
-- id: M13
-- unit: as the platform defines it
-- definition: Every figure that a platform gives, by week and by the definition then valid. Figures of days, of a whole
--   week, of another period and of posts stand apart (level). Only figures that may be added are added; unique people are not, so there the highest day
--   or post is shown, with the median. A post counts in the week it was published, with its latest figure; to
--   compare, value_at_age takes its first figure at post_maturity_days or older, and younger posts are immature. The
--   change is against the week before, only under one definition and for as many days or for posts all mature.
-- source: platform definitions, held with the figures
-- rests: figures
with bounds as (
    select date_trunc('week', $since::date)::date - 7 as since, (select value from local_choice where id = 'post_maturity_days') as maturity
),
observed as (
    select
        channel, platform, metric, coalesce(day, until) as on_day, null as post_key,
        case when day is not null then 'day' when f.since = date_trunc('week', until) and until = f.since + 6 then 'week' else 'period' end as level,
        nullif(page, '') as page, value, null as at_age, null as age_days
    from figure_day f, bounds b
    where coalesce(day, until) >= b.since and date_trunc('week', coalesce(day, until)) < $until and ($channel is null or channel = $channel)
    union all
    select
        p.channel, p.platform, g.metric, p.day, p.post_key, 'post', null, arg_max(g.value, g.captured_on),
        arg_min(g.value, g.captured_on) filter (g.captured_on >= p.day + b.maturity),
        min(g.captured_on) filter (g.captured_on >= p.day + b.maturity) - p.day
    from post p join post_figure g on g.post_key = p.post_key, bounds b
    where p.day >= b.since and p.week_start < $until and ($channel is null or p.channel = $channel) and not coalesce(p.is_reply, false)
    group by p.channel, p.platform, g.metric, p.day, p.post_key
),
-- A page's figures give way to the whole site's; without that they are added only if they may be.
single as (
    select
        o.channel, o.platform, o.metric, o.level, o.on_day, o.post_key, coalesce(d.name, o.metric) as name, d.definition,
        d.valid_from, d.valid_to, coalesce(d.is_additive, false) as is_additive, max(o.at_age) as at_age, max(o.age_days) as age_days,
        coalesce(max(o.value) filter (o.page is null), if(any_value(d.is_additive), sum(o.value), max(o.value))) as value
    from observed o
    left join metric_definition d on d.platform = o.platform and d.metric = o.metric
        and coalesce(d.valid_from <= o.on_day, true) and coalesce(d.valid_to >= o.on_day, true)
    where o.value is not null
    group by o.channel, o.platform, o.metric, o.level, o.on_day, o.post_key, d.name, d.definition, d.valid_from, d.valid_to, d.is_additive
),
weekly as (
    select
        channel, date_trunc('week', on_day)::date as week_start, platform, metric, level, name, definition, valid_from, valid_to,
        case when level = 'week' then 'as given' when is_additive and level <> 'period' then 'sum' else 'highest' end as statistic,
        if(is_additive and level <> 'period', sum(value), max(value)) as value, median(value) as median, count(*) as observations,
        if(level = 'post', count(at_age), null) as mature, if(level = 'post', count(*) - count(at_age), null) as immature,
        if(is_additive, sum(at_age), max(at_age)) as value_at_age, max(age_days) as oldest_age_days
    from single
    group by channel, week_start, platform, metric, level, name, definition, valid_from, valid_to, is_additive
),
comparing as (
    select *, if(level = 'week' or level = 'day' and observations = 7, value, if(level = 'post' and immature = 0, value_at_age, null)) as comparable
    from weekly
),
changes as (
    select
        *, if(lag(week_start) over before = week_start - 7, comparable / nullif(lag(comparable) over before, 0) - 1, null) as change
    from comparing window before as (partition by channel, platform, metric, level, valid_from, definition order by week_start)
)
select w.* exclude (comparable)
from changes w left join channel c on c.channel = w.channel
where w.week_start >= date_trunc('week', $since::date)
order by c.position, w.channel, w.week_start, w.level, w.metric, w.valid_from nulls first
