-- title: Comments reviewed
-- id: M2
-- unit: share of comments
-- numerator: reviewed
-- denominator: known
-- definition: Of the comments of the public posted in the week and known from the exports, how many have been reviewed; and
--   of those that have had the days of first_review_within_days, how many were reviewed within them. The rest are
--   too young to be late (immature). A week without comments counts only if a round to its end saw none,
--   or a round was made and the exports cover the whole week, or one of them declared that there were none; otherwise it
--   is NOT EVIDENCED, never 100%. The interval is Wilson's, at 95%.
-- source: S8-1, S5-11
-- then: proportion
with weeks as (
    select unnest(generate_series(date_trunc('week', $since::date), $until::date - interval 1 day, interval 7 days))::date as week_start
),
held as (
    select
        channel, week_start, sum(items)::bigint as items, sum(reviewed)::bigint as reviewed, sum(reviewed_by_round_only)::bigint as by_round_only,
        sum(mature)::bigint as mature, sum(reviewed_in_time)::bigint as in_time, sum(open_items)::bigint as open_items, min(oldest_open) as oldest_open,
        sum(flagged)::bigint as flagged
    from item_day
    where week_start >= date_trunc('week', $since::date) and week_start < $until and ($channel is null or channel = $channel)
    group by channel, week_start
),
exported as (
    select
        x.channel, w.week_start, bool_or(x.is_zero_declared and x.first_day <= w.week_start and x.last_day >= w.week_start + 6) as is_declared,
        bit_count(bit_or(
            (1 << (least(x.last_day, w.week_start + 6) - w.week_start + 1)::int) - (1 << (greatest(x.first_day, w.week_start) - w.week_start)::int)
        )) = 7 as is_covered
    from weeks w join (
        select
            channel, is_zero_declared, coalesce(covers_since, if(is_snapshot, date '0001-01-01', null)) as first_day,
            least(covers_until, captured_on - 1) as last_day
        from export where kind = 'comments'
    ) x on x.first_day < w.week_start + 7 and x.last_day >= w.week_start
    group by x.channel, w.week_start
),
shown as (
    select channel, week_start from exported where is_declared
    union
    select r.channel, w.week_start
    from weeks w join round r on r.ended_at is not null and r.ended_local >= w.week_start and r.ended_local < w.week_start + 14
    left join exported x on x.channel = r.channel and x.week_start = w.week_start
    where r.covered_local >= w.week_start + 7 and (r.items_seen = 0 or x.is_covered)
        or r.ended_local < w.week_start + 7 and r.covered_local >= w.week_start and x.is_covered
),
asked as (
    select c.channel, w.week_start
    from channel c cross join weeks w
    where ($channel is null or c.channel = $channel)
        and c.active_from < w.week_start + 7 and coalesce(c.active_to >= w.week_start, true)
    union
    select channel, week_start from held
)
select
    a.channel, a.week_start, coalesce(h.reviewed, 0) as numerator, coalesce(h.items, 0) as denominator,
    case when h.items > 0 then 'known comments' when s.channel is not null then 'no comments, evidenced' else 'NOT EVIDENCED' end as state,
    coalesce(h.by_round_only, 0) as by_round_only, coalesce(h.mature, 0) as mature, coalesce(h.in_time, 0) as in_time,
    h.in_time / nullif(h.mature, 0) as in_time_value, 1 - h.mature / nullif(h.items, 0) as immature_share,
    coalesce(h.open_items, 0) as open_items, h.oldest_open, coalesce(h.flagged, 0) as flagged
from asked a
left join held h on h.channel = a.channel and h.week_start = a.week_start
left join shown s on s.channel = a.channel and s.week_start = a.week_start
left join channel c on c.channel = a.channel
order by c.position, a.week_start
