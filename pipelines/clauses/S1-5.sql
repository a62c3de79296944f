-- clause: S1-5
-- asks: Volunteers know the policy when they reply, tag or share.
-- class: attested
-- type: GOV IN
-- rows: access
-- how: Holders of roles without pay and without keys have acknowledged the version in force.
-- cannot: What volunteers do under their own names on platforms.
with due as (
    select
        w.week_start, count(*) as people, count(*) filter (t.acknowledged_on < w.ends) as done, any_value(w.ends) as ends
    from week w join term t on t.since < w.ends and coalesce(t.until >= w.week_start, true)
    join role r on r.role = t.role and not r.is_paid and r.takes_doubt = 0 and len(r.keys) = 0
    group by w.week_start
)
select
    o.channel, o.week_start as week,
    case when d.people is null then 'not applicable' when d.done < d.people then 'not evidenced' else 'met' end as state,
    case
        when d.people is null then 'no volunteer is in the registers'
        else format('{} of {} have acknowledged version {}', d.done, counted(d.people, 'volunteer'), (select any_value(version) from policy_version))
    end as reason,
    [] as evidence
from once o left join due d on d.week_start = o.week_start
