-- title: Time to first review
-- id: M3
-- unit: hours
-- numerator: reviewed
-- denominator: known
-- definition: How long comments of the public posted in the week waited for their first review: the times by which half,
--   90% and 95% of them had been reviewed, by Kaplan and Meier, in which an item still open counts as waiting
--   up to the end of the exports. Where so many are open that a share was never reached, only "> x" is known.
--   Beside them the longest wait and the age of the oldest item still open.
-- source: S8-3, S5-11
-- then: review_times
with weeks as (
    select unnest(generate_series(date_trunc('week', $since::date), $until::date - interval 1 day, interval 7 days))::date as week_start
),
waited as (
    select channel, week_start, greatest(wait_minutes, 0) as wait_minutes, is_open, sum(items)::bigint as items
    from wait
    where week_start >= date_trunc('week', $since::date) and week_start < $until and ($channel is null or channel = $channel)
    group by all
),
asked as (
    select c.channel, w.week_start
    from channel c cross join weeks w
    where ($channel is null or c.channel = $channel)
        and c.active_from < w.week_start + 7 and coalesce(c.active_to >= w.week_start, true)
    union
    select channel, week_start from waited
)
select a.channel, a.week_start, v.wait_minutes, v.is_open, v.items
from asked a
left join waited v on v.channel = a.channel and v.week_start = a.week_start
left join channel c on c.channel = a.channel
order by c.position, a.channel, a.week_start, v.wait_minutes
