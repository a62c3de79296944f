-- clause: S8-2
-- asks: On channels moderated beforehand nothing appears before somebody has approved it.
-- class: automatic
-- type: IN
-- rows: comments
-- how: Every comment of the week that is in public has an approval on record, and no export showed it before that. Channels
--   that show comments first are not applicable. Without any approval on record up to the week's end it is not evidenced.
with shown as (
    select
        channel, week_start, sum(shown) as shown, sum(approved_after) as early, sum(unapproved) as without,
        flatten(list(coalesce(examples, []))) as examples
    from before_live group by channel, week_start
),
first as (select channel, min(day) as since from before_live where approved > 0 group by channel),
counted_up as (
    select
        a.*, coalesce(s.shown, 0) as shown, coalesce(s.early, 0) as early, coalesce(s.without, 0) as without,
        coalesce(s.examples, []) as examples, f.since,
        coalesce(f.since < a.ends, false) as is_logged
    from asked a
    left join shown s on s.channel = a.channel and s.week_start = a.week_start
    left join first f on f.channel = a.channel
)
select
    channel, week_start as week,
    judged(
        is_active and moderation = 'before', early > 0 or (without > 0 and since <= week_start), is_over,
        is_logged and without = 0, is_closed
    ) as state,
    case
        when moderation <> 'before' then 'moderated after posting: nothing is held back here'
        when state = 'breach' then concat_ws('; ',
            case when without > 0 then format('{} of {} in public without an approval on record', without, counted(shown, 'comment')) end,
            case when early > 0 then counted(early, 'comment') || ' in public before the approval' end)
        when state = 'not evidenced' and since is null then 'no approval is on record'
        when state = 'not evidenced' then format('no approval is on record before {}', day_said(since))
        when state = 'met' and shown = 0 then 'no comment of this week is in public'
        when state = 'met' then format('{} in public, each approved before', counted(shown, 'comment'))
    end as reason,
    items(examples) as evidence
from counted_up
