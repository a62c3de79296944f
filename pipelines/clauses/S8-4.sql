-- clause: S8-4
-- asks: Moderation is professional and follows common sense.
-- class: automatic
-- type: IN
-- rows: quality
-- how: All that was taken down has a written reason, and a second person reviewed some decisions in the last four
--   weeks.
with down as (
    select
        channel, week_start, count(*) as items, count(*) filter (coalesce(has_reason, is_reasoned)) as reasoned,
        list(item_key) filter (not coalesce(has_reason, is_reasoned)) as without
    from taken where grade <> 'hidden, unrecorded' group by channel, week_start
),
drawn as (
    select a.channel, a.week_start, count(r.seq) as reviews, list(r.seq) as seqs
    from asked a join act r on r.kind = 'second_review' and r.channel = a.channel and r.day < a.ends and r.day >= a.ends - 28
    group by a.channel, a.week_start
)
select
    a.channel, a.week_start as week,
    judged(a.is_active, false, a.is_over, coalesce(d.items = d.reasoned, true) and r.reviews > 0, a.is_closed) as state,
    case when a.is_active and a.is_over then concat_ws('; ',
        case when d.items is not null then format('{} of {} taken down with a reason', d.reasoned, d.items) end,
        case when r.reviews is null then 'no second review in four weeks' else counted(r.reviews, 'second review') || ' in four weeks' end) end as reason,
    items(coalesce(d.without, [])) || events(coalesce(r.seqs, [])) as evidence
from asked a left join down d on d.channel = a.channel and d.week_start = a.week_start
left join drawn r on r.channel = a.channel and r.week_start = a.week_start
