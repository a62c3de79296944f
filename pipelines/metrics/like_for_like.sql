-- title: Like for like: comments
-- id: M14
-- unit: comments
-- numerator: these weeks
-- denominator: weeks before
-- definition: The weeks chosen against as many weeks just before, channel by channel and only where both can be compared: the
--   channel was active throughout both and the exports cover every day of both. Any other channel is a row with the reason
--   why it is left out. The ratio of the two counts has its 95% interval; the limits are those of an XmR chart
--   over the complete weeks before, from the first with a comment (12 to 52, else "too short"). Weeks with bank holidays are marked.
-- source: English and Welsh bank holidays by rule
-- then: compared, holidays
with period as (
    select *, since - (until - since)::int as before
    from (
        select
            date_trunc('week', $since::date)::date as since,
            (date_trunc('week', $until::date - interval 1 day) + interval 7 days)::date as until
    )
),
week as (select unnest(generate_series(before - 364, until - 1, interval 7 days))::date as week_start from period),
file as (
    select
        channel, coalesce(covers_since, if(is_snapshot, date '0001-01-01', null)) as first_day,
        least(covers_until, captured_on - 1) as last_day
    from export where kind = 'comments'
),
covered as (
    select
        c.channel, c.position, w.week_start, c.active_from <= w.week_start and coalesce(c.active_to >= w.week_start + 6, true) as is_active,
        coalesce(bit_count(bit_or(
            (1 << (least(f.last_day, w.week_start + 6) - w.week_start + 1)::int) - (1 << (greatest(f.first_day, w.week_start) - w.week_start)::int)
        ) filter (f.channel is not null)) = 7, false) as is_covered
    from channel c cross join week w
    left join file f on f.channel = c.channel and f.first_day < w.week_start + 7 and f.last_day >= w.week_start
    where $channel is null or c.channel = $channel
    group by all
),
held as (
    select channel, week_start, sum(items)::bigint as items, sum(flagged)::bigint as flagged, sum(taken_down)::bigint as taken_down
    from item_day where week_start in (select week_start from week) group by all
),
series as (
    select
        k.*, unnest(['comments', 'flagged', 'taken down']) as measure,
        unnest([coalesce(h.items, 0), coalesce(h.flagged, 0), coalesce(h.taken_down, 0)]) as items
    from covered k left join held h on h.channel = k.channel and h.week_start = k.week_start
),
summed as (
    select
        s.channel, position, measure, since, until, before,
        sum(items) filter (week_start >= since)::bigint as numerator,
        sum(items) filter (week_start >= before and week_start < since)::bigint as denominator,
        bool_and(is_active) filter (week_start >= before) as is_active,
        bool_and(is_covered) filter (week_start >= since) as is_covered,
        bool_and(is_covered) filter (week_start >= before and week_start < since) as was_covered,
        list(items order by week_start) filter (week_start >= since) as chosen,
        list(items order by week_start) filter (
            week_start >= since - 364 and week_start < since and week_start >= first_week and is_active and is_covered
        ) as history
    from series s left join (select channel, min(week_start) as first_week from item_day group by channel) i on i.channel = s.channel,
        period
    group by all
)
select
    channel, measure, numerator, denominator, is_active and is_covered and was_covered as is_compared,
    case
        when not is_active then 'left out: the channel was not active throughout both periods'
        when not is_covered then 'left out: the exports do not cover all of these weeks'
        when not was_covered then 'left out: the exports do not cover all of the weeks before'
    end as reason,
    chosen, history, before as input_since, until as input_until, since, until, before
from summed order by position, measure
