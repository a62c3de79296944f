-- clause: S3-3
-- asks: Every outlet in use is known, has its rules and is watched.
-- class: automatic
-- type: CAD GOV
-- rows: imports
-- how: No export comes from a channel that the policy file does not name, and each channel in use has an export of
--   comments that reaches the week.
with unknown as (
    select w.week_start, list(distinct e.channel order by e.channel) as names
    from week w join export e on e.captured_on < w.ends and e.channel <> 'any' and e.channel not in (select channel from channel)
    where coalesce(e.covers_until >= w.week_start, e.captured_on >= w.week_start) group by w.week_start
),
used as (
    select w.week_start, count(distinct c.channel) as active, count(distinct e.channel) as exported
    from week w join channel c on c.active_from < w.ends and coalesce(c.active_to >= w.week_start, true)
    left join export e on e.channel = c.channel and e.kind = 'comments' and e.captured_on >= w.week_start
        and coalesce(e.covers_since < w.ends, true)
    group by w.week_start
)
select
    o.channel, o.week_start as week,
    judged(coalesce(u.active, 0) > 0 or n.names is not null, n.names is not null, o.is_over, u.exported = u.active, true) as state,
    case
        when n.names is not null then counted(len(n.names), 'channel') || ' with exports and not in the policy file'
        when u.exported < u.active then format('{} of {} in use have an export of comments', u.exported, counted(u.active, 'channel'))
        when u.active > 0 then counted(u.active, 'channel') || ' in use, each in the policy file and with an export'
        else 'no channel was in use'
    end as reason,
    [] as evidence
from once o left join unknown n on n.week_start = o.week_start left join used u on u.week_start = o.week_start
