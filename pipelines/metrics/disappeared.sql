-- title: Comments that disappeared
-- id: M16
-- unit: comments
-- definition: Comments of the public that an earlier export held and a later complete one does not, without any record of a
--   removal ("absent, cause unknown"): unattributed, for the author, the platform or an unlogged hand may have removed
--   them, and on WordPress they may be spam. They never count as taken down. What was posted and gone between two exports
--   cannot be known, so the interval between the exports stands beside the count. With fewer than two complete exports since the week began it is NOT EVIDENCED.
-- source: S5-12, S8-13
with weeks as (
    select unnest(generate_series(date_trunc('week', $since::date), $until::date - interval 1 day, interval 7 days))::date as week_start
),
snapshot as (
    select distinct channel, captured_on, (captured_on - lag(captured_on) over (partition by channel order by captured_on))::int as days_since
    from (select distinct channel, captured_on from export where kind = 'comments' and is_snapshot and captured_on is not null)
),
gone as (
    select
        channel, week_start, count(*) as items, count(*) filter (is_flagged) as flagged,
        string_agg(distinct may_be, '; ' order by may_be) as may_be, min(last_seen_at) as last_seen_at, max(absent_since) as absent_since,
        max(epoch(absent_since) - epoch(last_seen_at)) / 86400 as longest_interval_days
    from disappeared where ($channel is null or channel = $channel) group by channel, week_start
),
asked as (
    select c.channel, w.week_start
    from channel c cross join weeks w
    where ($channel is null or c.channel = $channel)
        and c.active_from < w.week_start + 7 and coalesce(c.active_to >= w.week_start, true)
    union
    select channel, week_start from gone where week_start in (select week_start from weeks)
),
watched as (
    select a.channel, a.week_start, count(*) as exports,
        max(s.days_since) filter (s.captured_on - s.days_since < a.week_start + 7) as days_between
    from asked a join snapshot s on s.channel = a.channel and s.captured_on >= a.week_start
    group by all
)
select
    a.channel, a.week_start, if(g.items is null and coalesce(w.exports, 0) < 2, 'NOT EVIDENCED', 'unattributed') as state,
    if(g.items > 0, 'absent, cause unknown', null) as grade,
    if(g.items is null and coalesce(w.exports, 0) < 2, null, coalesce(g.items, 0)) as value, coalesce(g.flagged, 0) as flagged,
    coalesce(g.may_be, if(c.platform = 'wordpress' and g.items > 0, 'may be spam', null)) as may_be,
    g.last_seen_at, g.absent_since, g.longest_interval_days, coalesce(w.exports, 0) as exports, w.days_between as days_between_exports
from asked a
left join gone g on g.channel = a.channel and g.week_start = a.week_start
left join watched w on w.channel = a.channel and w.week_start = a.week_start
left join channel c on c.channel = a.channel
order by c.position, a.channel, a.week_start
