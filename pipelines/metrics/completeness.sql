-- title: Completeness of the exports
-- id: M15
-- unit: share of the days due that exports cover
-- numerator: days covered
-- denominator: days due
-- definition: For each channel and week, how many exports were expected and received, how many of the days due
--   they cover, and what is wrong with them, the worst first. A file that does not say what it covers counts for
--   the weeks from which it holds something, and never makes them complete. The day of export itself is not over,
--   so comments of that day are not covered. Figures are asked for only where a channel has ever had an export of them.
--   COUNT_MISMATCH: the platform counts more comments, in the file itself or under the week's posts, than are held.
-- source: S5-11 needs evidence; every other metric carries the worst flag of its inputs
-- then: worst_flag
with weeks as (
    select unnest(generate_series(date_trunc('week', $since::date), $until::date - interval 1 day, interval 7 days))::date as week_start
),
file as (
    select
        * exclude (kind), if(kind = 'comments', 'comments', 'figures') as subject,
        coalesce(covers_since, if(is_snapshot, date '0001-01-01', null)) as first_day,
        if(kind = 'comments', least(covers_until, captured_on - 1), coalesce(covers_until, captured_on - 1)) as last_day
    from export where kind in ('comments', 'posts', 'figures')
),
held as (
    select 'comments' as subject, channel, week_start, sum(items)::bigint as items, sum(zone_unknown)::bigint as zone_unknown from item_day group by all
    union all
    select 'figures', channel, week_start, count(*), 0
    from (
        select channel, week_start from post where week_start is not null
        union all select channel, date_trunc('week', coalesce(day, until))::date from figure_day
    ) group by all
),
due as (
    select
        s.subject, s.channel, w.week_start, coalesce(c.exports_every_days, 7) as every_days,
        greatest(w.week_start, coalesce(c.active_from, w.week_start)) as from_day,
        least(w.week_start + 6, coalesce(c.active_to, w.week_start + 6)) as to_day,
        c.channel is not null and c.active_from <= w.week_start + 6 and coalesce(c.active_to >= w.week_start, true) as is_due,
        coalesce(h.items, 0) as items, coalesce(h.zone_unknown, 0) as zone_unknown
    from (select 'comments' as subject, channel from channel union select subject, channel from file) s
    cross join weeks w
    left join channel c on c.channel = s.channel
    left join held h on h.subject = s.subject and h.channel = s.channel and h.week_start = w.week_start
    where $channel is null or s.channel = $channel
),
speaks as (
    select d.*, f.* exclude (subject, channel, zone_unknown), f.zone_unknown as file_zone_unknown,
        case when f.first_day is not null and is_due and f.first_day <= to_day and f.last_day >= from_day
            then (1 << (least(f.last_day, to_day) - week_start + 1)::int) - (1 << (greatest(f.first_day, from_day) - week_start)::int)
            else 0 end as days
    from due d
    left join file f on f.subject = d.subject and f.channel = d.channel
        and (f.first_day < d.week_start + 7 and f.last_day >= d.week_start
            or f.first_day is null and (d.items > 0 or f.captured_on between d.week_start and d.week_start + 6))
),
counted as (
    select
        channel, week_start, subject, is_due, if(is_due, greatest(1, 7 // every_days), 0) as expected,
        count(file_no) filter (captured_on < week_start + 7 + every_days) as received, count(file_no) as files,
        bit_count(bit_or(days)) as numerator, if(is_due, to_day - from_day + 1, 0) as denominator, any_value(items) as items,
        any_value(s.zone_unknown) + coalesce(sum(file_zone_unknown) filter (subject = 'figures'), 0) as zone_unknown,
        min(captured_on) filter (last_day >= to_day) > to_day + 1 + every_days as is_late,
        coalesce(sum(rejects) filter (not is_snapshot), 0) + coalesce(max(rejects) filter (is_snapshot), 0) as rejects,
        coalesce(sum(unknown_columns), 0) as unknown_columns, coalesce(sum(merged), 0) as merged,
        coalesce(bool_or(platform_count > held_count), false) or subject = 'comments' and (channel, week_start) in (
            select channel, week_start from post_comments where held < counted
        ) as is_mismatch,
        coalesce(bool_or(is_zero_declared and days > 0), false) as is_zero_declared,
        coalesce(bool_or(regexp_full_match(records::varchar, '[15]0{2,}')), false) as is_at_limit
    from speaks s group by channel, week_start, subject, is_due, every_days, from_day, to_day
)
select
    channel, week_start, subject, expected, received, numerator, denominator, numerator / nullif(denominator, 0) as value, items,
    list_filter([
        if(is_due and files = 0, 'MISSING', null), if(files > 0 and numerator < denominator, 'PARTIAL_WINDOW', null),
        if(is_at_limit, 'ROW_LIMIT_HIT', null), if(is_mismatch, 'COUNT_MISMATCH', null),
        if(rejects > 0, 'PARSE_REJECTS ' || rejects, null),
        if(is_due and items = 0 and files > 0, if(is_zero_declared, 'ZERO_DECLARED', 'ZERO_UNDECLARED'), null),
        if(zone_unknown > 0, 'TZ_UNKNOWN', null), if(unknown_columns > 0, 'SCHEMA_CHANGED', null),
        if(is_late, 'LATE', null), if(merged > 0, 'DUPLICATES', null)
    ], lambda f: f is not null) as flags
from counted order by subject, channel, week_start
