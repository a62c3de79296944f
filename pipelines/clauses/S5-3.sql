-- clause: S5-3
-- asks: Everybody knows their responsibilities.
-- class: attested
-- type: GOV
-- rows: access
-- how: Everybody who holds a role has acknowledged the version of the policy in force.
with due as (
    select
        w.week_start, count(*) as people, count(*) filter (t.acknowledged_on < w.ends) as done,
        string_agg(role_said(t.role), ', ' order by t.role) filter (coalesce(t.acknowledged_on >= w.ends, true)) as missing
    from week w join term t on t.since < w.ends and coalesce(t.until >= w.ends, true)
    group by w.week_start
),
said as (select w.week_start, list(e.seq) as seqs from week w join act e on e.kind = 'acknowledgement' and e.day < w.ends group by w.week_start)
select
    o.channel, o.week_start as week, case when d.people = d.done then 'met' else 'not evidenced' end as state,
    case
        when d.people is null then 'nobody holds a role'
        else format('{} of {} have acknowledged version {}', d.done, counted(d.people, 'role holder'), (select any_value(version) from policy_version))
            || coalesce('; not: ' || d.missing, '')
    end as reason,
    events(coalesce(s.seqs, [])) as evidence
from once o left join due d on d.week_start = o.week_start left join said s on s.week_start = o.week_start
