-- clause: S5-11
-- asks: Somebody reads what the public writes on every channel at least once in the days of the cadence.
-- class: automatic
-- type: CAD
-- on: cadence
-- rows: rounds
-- how: The metric "Weekly moderation": by the calendar and by the interval, of which the stricter counts.
select
    c.channel, c.week_start as week,
    map {'COMPLIANT': 'met', 'BREACH': 'breach', 'PROVISIONAL': 'provisional', 'NOT ACTIVE': 'not applicable'}[c.state] as state,
    c.reason, events(list(a.seq)) as evidence
from cadence c
left join act a on a.kind = 'round_completed' and a.channel = c.channel and a.week_start = c.week_start
group by all
