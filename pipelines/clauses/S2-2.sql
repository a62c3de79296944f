-- clause: S2-2
-- asks: Comments are treated alike, whoever decides.
-- class: automatic
-- type: IN
-- rows: quality
-- how: A second person has reviewed comments in the last twelve weeks, and comments of the week that say nearly the
--   same were not decided differently. How far chance explains the agreement is on the page.
with pair as (
    select
        r.seq, r.day, r.decision in ('remove', 'hide', 'decline') as is_down,
        arg_min(d.decision in ('remove', 'hide', 'decline'), d.seq) as was_down
    from act r join act d on d.item_key = r.item_key and d.kind in ('decision', 'doubt_answered') and d.seq < r.seq and d.decision <> 'doubt'
    where r.kind = 'second_review' group by r.seq, r.day, r.decision
),
reviewed as (
    select w.week_start, count(*) as pairs, count(*) filter (p.is_down = p.was_down) as alike, list(p.seq) filter (p.is_down <> p.was_down) as apart
    from week w join pair p on p.day < w.ends and p.day >= w.ends - 84 group by w.week_start
),
split as (select week_start, count(*) as waves from wave_split group by week_start)
select
    o.channel, o.week_start as week,
    judged(true, false, o.is_over, v.pairs is not null and s.waves is null, true) as state,
    concat_ws('; ',
        case when v.pairs is null then 'no second review in twelve weeks'
            else format('{} of {} in twelve weeks agree', v.alike, counted(v.pairs, 'second review')) end,
        case when s.waves > 0 then counted(s.waves, 'group') || ' of nearly the same comments decided differently' end) as reason,
    events(coalesce(v.apart, [])) as evidence
from once o left join reviewed v on v.week_start = o.week_start left join split s on s.week_start = o.week_start
