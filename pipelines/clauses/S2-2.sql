-- clause: S2-2
-- asks: Comments are treated alike, whoever decides.
-- class: automatic
-- type: IN
-- rows: quality
-- twelve: agreement
-- how: Of comments that a second person reviewed in the twelve weeks up to the week's end, both agree more than chance
--   explains: the whole 95% interval of kappa lies above 0. Under thirty pairs, or where all are judged the same, that
--   cannot be said. And comments of the week that say nearly the same were not decided differently.
with pair as (
    select
        r.seq, r.day, r.decision in ('remove', 'hide', 'decline', 'reword', 'safeguarding') as second,
        arg_max(d.decision in ('remove', 'hide', 'decline', 'reword', 'safeguarding'), d.seq) as first
    from act r join act d on d.item_key = r.item_key and d.kind in ('decision', 'doubt_answered') and d.seq < r.seq and d.decision <> 'doubt'
    where r.kind = 'second_review' and r.decision <> 'doubt' group by r.seq, r.day, r.decision
),
apart as (
    select w.week_start, list(p.seq) as seqs
    from week w join pair p on p.day < w.ends and p.day >= w.ends - 84 and p.first <> p.second group by w.week_start
),
agreed as (
    select week_start, pairs, told, value, low, high from agreement where category = 'all'
    qualify row_number() over (partition by week_start order by is_total desc) = 1
),
split as (select week_start, count(*) as waves from wave_split group by week_start)
select
    o.channel, o.week_start as week, judged(true, false, o.is_over, coalesce(a.low > 0, false) and s.waves is null, true) as state,
    concat_ws('; ',
        case
            when a.pairs is null then 'no second review in twelve weeks'
            when a.told = 'too few' then counted(a.pairs, 'second review') || ' in twelve weeks: too few to say, thirty are needed'
            when a.told <> 'told' then counted(a.pairs, 'second review') || ' in twelve weeks judge all alike, which chance explains'
            else format('kappa {:.2f} ({:.2f} to {:.2f}) of {} in twelve weeks', a.value, a.low, a.high, counted(a.pairs, 'second review'))
                || case when a.low > 0 then '' else ', which chance may explain' end
        end,
        case when s.waves > 0 then counted(s.waves, 'group') || ' of nearly the same comments decided differently' end) as reason,
    events(coalesce(p.seqs, [])) as evidence
from once o left join agreed a on a.week_start = o.week_start left join apart p on p.week_start = o.week_start
left join split s on s.week_start = o.week_start
