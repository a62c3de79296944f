-- clause: S7-1
-- asks: User names and passwords are kept securely in the office.
-- class: attested
-- type: ACC
-- rows: access
-- how: Somebody attests where they are kept and when they were last changed. It counts for the days that the policy file says,
--   and no more once somebody with keys has left since that change. No password is ever stored here.
with left_since as (
    select s.week, count(*) as leavers, max(t.until) as last_left
    from attested('S7-1') s join week w on w.week_start = s.week
    join term t on t.until >= s.last_changed and t.until < least(w.ends, w.now_local::date)
    join role r on r.role = t.role and len(r.keys) > 0
    where s.last_changed is not null
    group by s.week
)
select
    a.channel, a.week, case when a.state = 'met' and coalesce(l.leavers, 0) > 0 then 'not evidenced' else a.state end as state,
    case
        when a.state = 'met' and l.leavers > 0
        then format('{}; {} with keys has left since the last change on {}', a.reason, counted(l.leavers, 'holder'), day_said(a.last_changed))
        when a.last_changed is not null then format('{}; passwords last changed on {}', a.reason, day_said(a.last_changed))
        else a.reason
    end as reason,
    a.evidence
from attested('S7-1') a left join left_since l on l.week = a.week
