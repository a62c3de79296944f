-- title: Comments held of those that the platform counts
-- id: M15b
-- unit: share of the platform's count
-- numerator: held
-- denominator: counted by the platform
-- definition: Of the comments that the platform itself counts under our posts of the week, in its latest count, how many
--   Weekwatch holds in text of those that stood there on that day. Where it counts no post but the replies to comments (YouTube's
--   threads), these. What is missing may be hidden, deleted, written by somebody whose privacy keeps it back, or not
--   exported: it is a gap in what we can see, and never called a removal. Posts of which the platform gives no
--   count are left out; a week without any count is NOT EVIDENCED. A post under which more is held than counted counts as whole.
-- source: S4-10, S5-12
with weeks as (
    select unnest(generate_series(date_trunc('week', $since::date), $until::date - interval 1 day, interval 7 days))::date as week_start
),
counted as (
    select
        channel, week_start, sum(least(held, counted))::bigint as numerator, sum(counted)::bigint as denominator, count(*) as posts,
        count(*) filter (held < counted) as posts_with_gap, max(counted - held) as largest_gap, max(counted_on) as counted_on
    from post_comments where ($channel is null or channel = $channel) group by channel, week_start
),
published as (
    select channel, week_start, count(*) as published from post where not coalesce(is_reply, false) group by all
),
asked as (
    select c.channel, w.week_start
    from channel c cross join weeks w
    where ($channel is null or c.channel = $channel)
        and c.active_from < w.week_start + 7 and coalesce(c.active_to >= w.week_start, true)
    union
    select channel, week_start from counted where week_start in (select week_start from weeks)
)
select
    a.channel, a.week_start, if(k.posts is null, 'NOT EVIDENCED', 'counted') as state, coalesce(k.numerator, 0) as numerator,
    coalesce(k.denominator, 0) as denominator, k.numerator / nullif(k.denominator, 0) as value, coalesce(k.posts, 0) as posts,
    coalesce(p.published, 0) as published, coalesce(k.posts_with_gap, 0) as posts_with_gap,
    greatest(0, k.largest_gap) as largest_gap, k.counted_on
from asked a
left join counted k on k.channel = a.channel and k.week_start = a.week_start
left join published p on p.channel = a.channel and p.week_start = a.week_start
left join channel c on c.channel = a.channel
order by c.position, a.channel, a.week_start
