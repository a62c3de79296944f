-- clause: S3-1
-- asks: More people are reached, above all those whom other media do not reach.
-- class: automatic
-- type: REACH
-- on: reach
-- rows: reach
-- how: Figures of reach are held for the channel and week.
-- cannot: Whether those reached are people whom traditional media do not reach: no export says who they are.
with reached as (
    select channel, week_start, count(*) as figures from reach
    where metric in ('reach', 'views', 'impressions', 'visitors', 'users', 'active_users', 'viewers') and value is not null
    group by channel, week_start
)
select
    a.channel, a.week_start as week, judged(a.is_active, false, a.is_over, r.figures is not null, true) as state,
    case
        when r.figures is not null then 'reach is measured; whether those are people whom other media do not reach cannot be'
        when a.is_over and a.is_active then 'no figures of reach are loaded for it'
    end as reason,
    [] as evidence
from asked a left join reached r on r.channel = a.channel and r.week_start = a.week_start
