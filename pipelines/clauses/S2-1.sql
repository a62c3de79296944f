-- clause: S2-1
-- asks: Engagement and promotion are as large as they can be.
-- class: automatic
-- type: REACH
-- on: reach
-- rows: reach
-- how: Figures of reach and engagement are held for the channel and week, so that the trend can be told from chance.
-- cannot: Whether they are as large as they could be: there is no measure of that.
with measured as (
    select channel, week_start, count(distinct metric) as figures, max(abs(change)) filter (level <> 'post') as change
    from reach where value is not null group by channel, week_start
)
select
    a.channel, a.week_start as week, judged(a.is_active, false, a.is_over, m.figures is not null, true) as state,
    case
        when m.figures is not null then counted(m.figures, 'figure') || ' of reach or engagement held'
        when a.is_over and a.is_active then 'no figures of reach are loaded for it'
    end as reason,
    [] as evidence
from asked a left join measured m on m.channel = a.channel and m.week_start = a.week_start
