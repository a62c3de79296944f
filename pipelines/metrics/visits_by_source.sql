-- title: Visits to the website by where they came from
-- id: M13f
-- unit: visits, as the website's own analytics count them
-- definition: Visits (Google Analytics calls them sessions) that the website's own analytics put down to each platform, to links on other
--   sites and searches, or to nobody (direct), by week. Figures of days are added up, and days says how many of the week's seven there
--   are; those of a whole week, or of another period, stand as given in the week that they ended. Visitors are people and never
--   added: the highest is shown. Analytics do not see who refused to be measured or whose app hides where the link stood, and they do not
--   tell whose post it was. A source that is not listed has no figure, which is no zero. This is not what platforms count as link clicks.
-- source: exports of Google Analytics, Matomo or Plausible by source of visits
-- rests: figures
with seen as (
    select *, date_trunc('week', coalesce(day, until))::date as week_start, metric <> 'visitors' as is_additive,
        case when day is not null then 'day' when since = date_trunc('week', until) and until = since + 6 then 'week' else 'period' end as level
    from visit_source where date_trunc('week', coalesce(day, until)) < $until and ($channel is null or channel = $channel)
),
-- Where pages and the whole are both given, the whole counts.
observed as (
    select
        channel, came_from, metric, week_start, level, is_additive, day, since, until,
        coalesce(sum(value) filter (nullif(page, '') is null), if(is_additive or count(*) = 1, sum(value), null)) as value
    from seen where week_start >= date_trunc('week', $since::date)
    group by channel, came_from, metric, week_start, level, is_additive, day, since, until
),
-- A source without a visit has no row on a day, so the days are those of all sources.
counted as (
    select channel, metric, week_start, count(distinct day) as days from observed where level = 'day' group by all
),
weekly as (
    select
        channel, week_start, came_from, metric, level, if(level = 'day', week_start, since) as first_day,
        if(level = 'day', week_start + 6, until) as last_day, if(is_additive, sum(value), max(value)) as value
    from observed where value is not null group by channel, week_start, came_from, metric, level, first_day, last_day, is_additive
),
sender as (select platform, string_agg(name, ' or ' order by position) as name, min(position) as position from channel group by platform)
select
    w.channel, w.week_start,
    case
        when s.name is not null then s.name when w.came_from = 'direct' then 'Not told (direct)'
        when w.came_from = 'other' then 'Other sites and searches' when w.came_from = 'youtube' then 'YouTube'
        when w.came_from = 'linkedin' then 'LinkedIn' when w.came_from = 'tiktok' then 'TikTok' else upper(w.came_from[1]) || w.came_from[2:]
    end as came_from,
    s.name is not null as is_ours, w.metric, coalesce(d.name, w.metric) as name, d.definition, w.level, if(w.level = 'day', k.days, null) as days, w.first_day, w.last_day,
    w.value as numerator, null::bigint as denominator, w.value
from weekly w
left join counted k on k.channel = w.channel and k.metric = w.metric and k.week_start = w.week_start
left join metric_definition d on d.platform = 'website' and d.metric = w.metric
left join sender s on s.platform = w.came_from left join channel c on c.channel = w.channel
order by
    c.position, w.channel, w.week_start, w.level, w.metric, w.first_day, s.position nulls last, w.came_from = 'other', w.came_from = 'direct',
    w.came_from
