-- clause: S2-6
-- asks: Those who use the channels meet no abuse, threats or discrimination.
-- class: automatic
-- type: IN
-- rows: removals
-- how: The hours for which abuse that was taken down stood in public are known, none of it still does, and what was
--   flagged as abuse has a decision of its own.
-- cannot: How many people saw it: no export says who read a comment.
with harm as (
    select
        channel, week_start, count(*) as items, count(*) filter (is_still_visible) as visible, sum(hours_visible) as hours,
        count(*) filter (hours_visible is null) as unknown, coalesce(list(item_key) filter (is_still_visible), []) as seen,
        list(seq) filter (seq is not null) as seqs
    from taken where category in ('abuse', 'illegal') or principle in ('S8-5', 'S8-6', 'S8-7', 'S8-9', 'S5-13-profane')
    group by channel, week_start
)
select
    f.channel, f.week_start as week,
    case
        when h.visible > 0 then 'breach'
        when f.is_active and f.is_over and h.unknown > 0 and f.late = 0 then 'not evidenced'
        else flag_state(f.is_active, f.is_looked_for, f.late, f.is_over, f.open, f.in_round, f.is_shown, f.is_closed)
    end as state,
    case
        when h.visible > 0 then format('{} of {} still in public', h.visible, counted(h.items, 'comment'))
        when state = 'not evidenced' and h.unknown > 0 then format('of {} nobody knows how long it was in public', counted(h.unknown, 'comment'))
        when state = 'met' and h.items > 0 then format('{} taken down after {} in public view in all', counted(h.items, 'comment'), counted(round(h.hours), 'hour'))
        else flag_reason(state, f.is_looked_for, f.flagged, f.late, f.open, f.in_round, f.items)
    end as reason,
    items(coalesce(h.seen, []) || f.examples) || events(coalesce(h.seqs, [])) as evidence
from flagged_for(['abuse']) f left join harm h on h.channel = f.channel and h.week_start = f.week_start
