-- clause: S4-11
-- asks: Nobody comes to harm: the organisation, its staff, its partners or those whom it serves.
-- class: attested
-- type: IN
-- rows: removals
-- how: Of everything that was taken down the reviewer said whom it harms.
with named as (
    select
        channel, week_start, count(*) as items, count(harm_target) as named, list(seq) filter (seq is not null) as seqs,
        list(item_key) filter (harm_target is null) as unnamed
    from taken where principle is not null or seq is not null group by channel, week_start
)
select
    a.channel, a.week_start as week,
    case when a.is_active and n.items is null and a.is_closed then 'not applicable'
        else judged(a.is_active, false, a.is_over, coalesce(n.named = n.items, true), a.is_closed) end as state,
    case
        when n.items is null and a.is_active and a.is_closed then 'nothing was taken down'
        when n.items is not null and a.is_over then format('of {} taken down, {} with a record of whom it harms', n.items, n.named)
    end as reason,
    events(coalesce(n.seqs, [])) || items(coalesce(n.unnamed, [])) as evidence
from asked a left join named n on n.channel = a.channel and n.week_start = a.week_start
