-- title: Where visits from our channels began
-- id: M13g
-- unit: visits, as the website's own analytics count them
-- definition: The pages of the website on which visits that its own analytics put down to our channels began, by week, where an export
--   tells source and page together. Figures of days are added up, those of a week or another period stand as given in the week
--   that they ended. Analytics do not tell whose post led there. A page that is not listed has no figure, which is no zero.
-- source: exports of Google Analytics by source and landing page
-- rests: figures
with seen as (
    select *, date_trunc('week', coalesce(day, until))::date as week_start,
        case when day is not null then 'day' when since = date_trunc('week', until) and until = since + 6 then 'week' else 'period' end as level
    from visit_source
    where nullif(page, '') is not null and metric <> 'visitors' and date_trunc('week', coalesce(day, until)) < $until
        and ($channel is null or channel = $channel)
),
sender as (select platform, string_agg(name, ' or ' order by position) as name, min(position) as position from channel group by platform)
select
    v.channel, v.week_start, s.name as came_from, v.page, v.metric, v.level, if(v.level = 'day', v.week_start, v.since) as first_day,
    if(v.level = 'day', v.week_start + 6, v.until) as last_day, sum(v.value) as numerator, null::bigint as denominator, sum(v.value) as value
from seen v join sender s on s.platform = v.came_from left join channel c on c.channel = v.channel
where v.week_start >= date_trunc('week', $since::date)
group by v.channel, v.week_start, s.name, v.page, v.metric, v.level, first_day, last_day, c.position, s.position
order by c.position, v.channel, v.week_start, v.level, s.position, value desc, v.page
