-- title: Time to removal
-- id: M4
-- unit: hours
-- numerator: removed in time
-- denominator: with a known time
-- definition: For items of the social channels taken down, by the week they were posted: the time from the decision to the
--   removal, and from the posting to the removal, as medians by Kaplan and Meier in which an item still visible
--   counts up to the end of the exports; by the category that they were flagged for, and in all. Removed and hidden items
--   are counted apart. Unverified are removals on record that no later export has confirmed; an item found hidden
--   without a record has no time. "Immediately" is read as remove_within_hours, a local choice.
-- source: S8-13, S5-12
-- then: removal_times
select
    r.channel, r.week_start, coalesce(g.name, r.category, 'not flagged') as category, g.rank,
    r.action in ('hide', 'hidden') as is_hidden, r.is_still_visible, r.grade,
    datediff('second', r.decided_at, if(r.is_still_visible, e.comments_until, r.removed_at)) / 60 as from_decision,
    datediff('second', r.posted_at, if(r.is_still_visible, e.comments_until, r.removed_at)) / 60 as from_posting,
    (select value from local_choice where id = 'remove_within_hours') as target_hours
from removal r
left join category g on g.category = r.category
left join evidence e on e.channel = r.channel
left join channel c on c.channel = r.channel
where r.moderation = 'after' and r.week_start >= date_trunc('week', $since::date) and r.week_start < $until
    and ($channel is null or r.channel = $channel)
order by c.position, r.channel, r.week_start
