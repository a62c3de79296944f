-- clause: S2-5
-- asks: The organisation's reputation is not damaged.
-- class: semi
-- type: IN
-- rows: removals
-- how: What a reviewer found to harm the organisation, or was flagged as defamation: how many, for how long in
--   public, and whether any still is.
-- cannot: What people think of the organisation.
with harmed as (
    select
        channel, week_start, count(*) as items, count(*) filter (is_still_visible) as visible, sum(hours_visible) as hours,
        coalesce(list(item_key) filter (is_still_visible), []) as seen, list(seq) filter (seq is not null) as seqs
    from taken where harm_target = 'organisation' or category = 'defamation' group by channel, week_start
)
select
    f.channel, f.week_start as week,
    case when h.visible > 0 then 'breach'
        else flag_state(f.is_active, f.is_looked_for, f.late, f.is_over, f.open, f.in_round, f.is_shown, f.is_closed) end as state,
    case
        when h.visible > 0 then counted(h.visible, 'comment') || ' found harmful to it and still in public'
        when state = 'met' and h.items > 0 then format('{} taken down, {} in public view', counted(h.items, 'comment'), counted(round(coalesce(h.hours, 0)), 'hour'))
        else flag_reason(state, f.is_looked_for, f.flagged, f.late, f.open, f.in_round, f.items)
    end as reason,
    items(coalesce(h.seen, []) || f.examples) || events(coalesce(h.seqs, [])) as evidence
from flagged_for(['defamation']) f left join harmed h on h.channel = f.channel and h.week_start = f.week_start
