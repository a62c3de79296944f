-- clause: S8-13
-- asks: On social networks what is inappropriate is removed immediately.
-- class: automatic
-- type: IN
-- rows: removals
-- how: From the decision to the removal at most remove_within_hours, a local choice; what is still in public counts
--   as late. From posting to removal is the metric "Time to removal".
with clock as (
    select
        r.channel, r.week_start, r.item_key, r.seq, r.is_still_visible,
        date_diff('minute', r.decided_at, if(r.is_still_visible, e.comments_until, r.removed_at)) / 60.0 as hours
    from taken r left join evidence e on e.channel = r.channel where r.moderation = 'after'
),
timed as (
    select
        channel, week_start, count(*) as items, count(*) filter (is_still_visible or hours > choice('remove_within_hours')) as late,
        count(*) filter (hours is null and not is_still_visible) as unknown, median(hours) as middle,
        list(item_key) filter (is_still_visible or hours is null or hours > choice('remove_within_hours')) as late_items,
        list(seq) filter (seq is not null) as seqs
    from clock group by channel, week_start
)
select
    a.channel, a.week_start as week,
    case when a.moderation <> 'after' or t.items is null and a.is_active and a.is_closed then 'not applicable'
        else judged(a.is_active, t.late > 0, a.is_over, coalesce(t.unknown, 0) = 0, a.is_closed) end as state,
    case
        when a.moderation <> 'after' then 'moderated before posting: see S8-2'
        when t.items is null and a.is_active and a.is_closed then 'nothing was taken down'
        when state = 'breach' then format('{} of {} later than {} hours after the decision, or still in public', t.late, counted(t.items, 'removal'), choice('remove_within_hours'))
        when state = 'not evidenced' then format('of {} nobody knows when', counted(t.unknown, 'removal'))
        when state = 'met' then format('{} within {} hours of the decision', counted(t.items, 'removal'), choice('remove_within_hours'))
    end as reason,
    items(coalesce(t.late_items, [])) || events(coalesce(t.seqs, [])) as evidence
from asked a left join timed t on t.channel = a.channel and t.week_start = a.week_start
