-- title: Weekly moderation
-- id: M1
-- unit: state of a channel in a week
-- definition: Whether each channel was moderated at least weekly, read in two ways of which the stricter counts. By
--   the calendar (A) a round must have ended in the week and covered some of it; by the interval (B) no two
--   successive rounds may leave more than the days of the cadence between what they covered, by the clock on the
--   wall, and a longer gap counts against each week in which those days were over and no round had come. BREACH: a gap is on record, or the log of rounds
--   speaks of the whole week and has no round in it. NOT EVIDENCED: no log reaches the week's end, or it lies before
--   the first round ever recorded, or no export of comments covers any of it. PROVISIONAL: the week is not over, or the comments held do not reach its end.
--   Of a week in which the channel opened or closed only (B) is asked. A decision on an item is never a round.
-- source: S5-11 (at least weekly)
-- then: cadence_reason
with rule as (
    select
        to_days((select value from local_choice where id = 'cadence_every_days')) as allowed,
        (select zone from publication) as zone, $now::timestamptz at time zone (select zone from publication) as now_local
),
week as (
    select
        c.channel, c.position, w.week_start, greatest(w.week_start, c.active_from)::timestamp as starts,
        c.active_from::timestamp as opened, (c.active_to + 1)::timestamp as closed,
        least(w.week_start + 7, c.active_to + 1)::timestamp as ends, e.comments_until_local, e.rounds_until_local,
        c.active_from < w.week_start + 7 and coalesce(c.active_to >= w.week_start, true) as is_active,
        c.active_from <= w.week_start and coalesce(c.active_to >= w.week_start + 6, true) as is_whole
    from channel c left join evidence e on e.channel = c.channel, (
        select unnest(generate_series(date_trunc('week', $since::date), $until::date - interval 1 day, interval 7 days))::date as week_start
    ) w
    where $channel is null or c.channel = $channel
),
done as (
    select
        channel, ended_at, week_start, is_late_record, least(covered_through, ended_at) at time zone zone as covered,
        max(least(covered_through, ended_at)) over (
            partition by channel order by ended_at, covered_through rows unbounded preceding
        ) at time zone zone as reached
    from round, rule where ended_at is not null and covered_through is not null
),
gap as (
    select channel, false as is_first, reached as since, lead(reached) over (partition by channel order by ended_at, reached) as until
    from done
    union all
    select channel, true, min(c.active_from)::timestamp, min(d.reached) from done d join channel c using (channel) group by channel
),
cut as (
    select
        w.channel, w.week_start, g.is_first, greatest(g.since, w.opened) as since,
        least(coalesce(g.until, now_local), w.ends, w.closed) as by_week_end, since + r.allowed as due,
        if(g.until is null, least(by_week_end, coalesce(w.rounds_until_local, g.since)), by_week_end) as known_upto,
        if(by_week_end > due, least(coalesce(g.until, by_week_end), w.closed), by_week_end) as upto
    from week w join gap g on g.channel = w.channel and g.since < w.ends and coalesce(g.until > w.starts, true), rule r
),
interval_reading as (
    select
        channel, week_start, bool_and(by_week_end <= due) as is_kept, bool_or(not is_first and known_upto > due) as is_broken,
        max(epoch(upto - since) / 86400) filter (not is_first) as largest_gap_days,
        arg_max(since, upto - since) filter (not is_first) as gap_since,
        arg_max(upto, upto - since) filter (not is_first) as gap_until
    from cut group by channel, week_start
),
calendar_reading as (
    select channel, week_start, count(*) as rounds, bool_or(covered >= week_start) as is_met, bool_or(is_late_record) as is_late_record
    from done group by channel, week_start
),
-- Windowed exports leave holes: a week that none of them covers is not shown to have had no comments.
unseen as (
    select w.channel, w.week_start
    from week w join export x on x.channel = w.channel and x.kind = 'comments'
    group by w.channel, w.week_start
    having not bool_or(x.captured_on > w.week_start and coalesce(x.covers_since < w.week_start + 7, true))
),
first_round as (select channel, min(reached) as first_reached from done group by channel),
judged as (
    select
        w.*, now_local, coalesce(c.rounds, 0) as rounds, coalesce(c.is_late_record, false) as is_late_record, f.first_reached,
        i.largest_gap_days, i.gap_since, i.gap_until, u.channel is not null as is_unseen,
        coalesce(comments_until_local >= ends and now_local >= w.week_start + 7, false) as is_closed,
        case
            when not is_active or not is_whole then 'NOT ACTIVE'
            when c.is_met then if(is_unseen and is_closed, 'NOT EVIDENCED', if(is_closed, 'COMPLIANT', 'PROVISIONAL'))
            when now_local < ends then 'PROVISIONAL'
            when rounds_until_local >= ends and f.first_reached < ends then 'BREACH'
            else 'NOT EVIDENCED'
        end as state_a,
        case
            when not is_active then 'NOT ACTIVE'
            when i.is_broken then 'BREACH'
            when now_local < ends then 'PROVISIONAL'
            when i.is_kept then if(is_closed, 'COMPLIANT', 'PROVISIONAL')
            else 'NOT EVIDENCED'
        end as state_b
    from week w cross join rule
    left join interval_reading i on i.channel = w.channel and i.week_start = w.week_start
    left join calendar_reading c on c.channel = w.channel and c.week_start = w.week_start
    left join first_round f on f.channel = w.channel
    left join unseen u on u.channel = w.channel and u.week_start = w.week_start
)
select
    channel, week_start, state_a, state_b,
    ['BREACH', 'NOT EVIDENCED', 'PROVISIONAL', 'COMPLIANT', 'NOT ACTIVE'][least(
        list_position(['BREACH', 'NOT EVIDENCED', 'PROVISIONAL', 'COMPLIANT', 'NOT ACTIVE'], state_a),
        list_position(['BREACH', 'NOT EVIDENCED', 'PROVISIONAL', 'COMPLIANT', 'NOT ACTIVE'], state_b)
    )] as state,
    rounds, largest_gap_days, gap_since, gap_until, is_late_record, first_reached, comments_until_local, now_local < ends as is_open, is_unseen
from judged order by position, week_start
