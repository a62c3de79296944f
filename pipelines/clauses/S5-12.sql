-- clause: S5-12
-- asks: What is inappropriate is gone from the site.
-- class: automatic
-- type: IN
-- rows: removals
-- how: What was taken down is confirmed gone: a later export does not show it, or somebody looked. What is still to
--   be seen is a breach.
with down as (
    select
        channel, week_start, count(*) as items, count(*) filter (is_still_visible) as visible,
        count(*) filter (grade = 'recorded, not yet confirmed') as unconfirmed, count(*) filter (grade = 'hidden, unrecorded') as unrecorded,
        list(item_key) filter (grade <> 'recorded and confirmed') as unproved
    from removal group by channel, week_start
)
select
    a.channel, a.week_start as week,
    case when a.is_active and d.items is null and a.is_closed then 'not applicable'
        else judged(a.is_active, d.visible > 0, a.is_over, coalesce(d.unconfirmed + d.unrecorded, 0) = 0, a.is_closed) end as state,
    case
        when d.items is null and a.is_active and a.is_closed then 'nothing was taken down'
        when state = 'breach' then format('{} of {} taken down and still in public', d.visible, counted(d.items, 'comment'))
        when state = 'not evidenced' then concat_ws('; ',
            case when d.unconfirmed > 0 then format('{} of {} taken down and no later export or look confirms it', d.unconfirmed, counted(d.items, 'comment')) end,
            case when d.unrecorded > 0 then counted(d.unrecorded, 'comment') || ' hidden without a record' end)
        when state = 'met' then counted(d.items, 'comment') || ' taken down, each confirmed gone'
    end as reason,
    items(coalesce(d.unproved, [])) as evidence
from asked a left join down d on d.channel = a.channel and d.week_start = a.week_start
