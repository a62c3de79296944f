-- title: Hours of harm in public view
-- id: M4b
-- unit: hours
-- definition: For items of the social channels that were taken down, by the week they were posted, the hours from posting
--   to removal added up; of an item still visible only up to the end of the exports, so the sum is then "at least".
--   By the category that they were flagged for and in all; hidden items are counted apart. The time of an item found hidden
--   without a record is not known and is not in the sum. None at all counts as nought only where the exports reach
--   the week's end, else it is NOT EVIDENCED.
-- source: S2-6, S8-13
with weeks as (
    select unnest(generate_series(date_trunc('week', $since::date), $until::date - interval 1 day, interval 7 days))::date as week_start
),
seen as (
    select
        r.channel, r.week_start, coalesce(g.name, r.category, 'not flagged') as category, g.rank, r.hours_visible,
        r.is_still_visible, r.action in ('hide', 'hidden') as is_hidden
    from removal r left join category g on g.category = r.category
    where r.moderation = 'after' and ($channel is null or r.channel = $channel)
        and r.week_start >= date_trunc('week', $since::date) and r.week_start < $until
    union all
    select c.channel, w.week_start, null, null, null, null, null
    from channel c cross join weeks w
    where c.moderation = 'after' and ($channel is null or c.channel = $channel)
        and c.active_from < w.week_start + 7 and coalesce(c.active_to >= w.week_start, true)
)
select
    s.channel, s.week_start, if(grouping(s.category) = 1, 'all', s.category) as category, grouping(s.category) = 1 as is_total,
    if(count(s.category) > 0 or any_value(e.comments_until_local) >= s.week_start + 7, coalesce(sum(s.hours_visible), 0), null) as value,
    count(s.category) as items, if(value is null, 'NOT EVIDENCED', 'known removals') as state,
    count(*) filter (s.is_hidden) as hidden_items, coalesce(sum(s.hours_visible) filter (s.is_hidden), 0) as hidden_hours,
    count(*) filter (s.is_still_visible) as still_visible, count(s.category) - count(s.hours_visible) as time_unknown,
    coalesce(bool_or(s.is_still_visible), false) as is_at_least
from seen s left join channel c on c.channel = s.channel left join evidence e on e.channel = s.channel
group by grouping sets ((s.channel, c.position, s.week_start, s.category, s.rank), (s.channel, c.position, s.week_start))
having grouping(s.category) = 1 or s.category is not null
order by c.position, s.week_start, is_total desc, s.rank
