-- title: Weeks moderated as the policy asks
-- id: M1b
-- unit: share of channel-weeks
-- numerator: channel-weeks compliant
-- denominator: channel-weeks judged
-- definition: Of the channel-weeks that can be judged (compliant, in breach or not evidenced), how many were compliant.
--   A week without evidence stays in the count; weeks still provisional and channels not active are left out and shown
--   beside it. The interval is Wilson's, at 95%.
-- source: S5-11
-- on: cadence
-- then: proportion
select
    coalesce(channel, 'all channels') as channel, channel is null as is_total, list(distinct channel) as inputs,
    count(*) filter (state = 'COMPLIANT') as numerator,
    count(*) filter (state in ('COMPLIANT', 'BREACH', 'NOT EVIDENCED')) as denominator,
    count(*) filter (state = 'BREACH') as in_breach, count(*) filter (state = 'NOT EVIDENCED') as not_evidenced,
    count(*) filter (state = 'PROVISIONAL') as provisional, count(*) filter (state = 'NOT ACTIVE') as not_active
from cadence
group by grouping sets ((channel), ())
having channel is not null or count(distinct channel) > 1
order by is_total, channel
