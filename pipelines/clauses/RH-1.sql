-- clause: RH-1
-- asks: The version of the policy in force is known, and every decision was made under it.
-- class: automatic
-- type: GOV RET
-- rows: decisions
-- how: Each decision names the version that it was made under; weeks before it came into force are not judged.
--   policy_review_days, a local choice, says from when it is called old.
with decided as (
    select
        e.week_start, count(*) as decisions, list(e.seq) filter (coalesce(e.policy_version, '') = '') as unlinked,
        count(*) filter (e.policy_version <> v.version) as older
    from act e cross join policy_version v where e.kind in ('decision', 'doubt_answered') group by e.week_start
)
select
    o.channel, o.week_start as week,
    case when o.week_start + 6 < v.effective then 'not applicable' else judged(true, d.unlinked is not null, o.is_over, o.is_kept, true) end as state,
    case
        when o.week_start + 6 < v.effective then format('version {} is in force since {}', v.version, day_said(v.effective))
        when state = 'breach' then counted(len(d.unlinked), 'decision') || ' without a version of the policy'
        when state = 'met' then concat_ws('; ', counted(coalesce(d.decisions, 0), 'decision') || ' under a version on record',
            case when d.older > 0 then counted(d.older, 'decision') || ' under another version' end,
            format('version {} in force since {}', v.version, day_said(v.effective)),
            case when date_diff('day', v.effective, o.ends) > choice('policy_review_days') then format('not reviewed for longer than {} days', choice('policy_review_days')) end)
    end as reason,
    events(coalesce(d.unlinked, [])) as evidence
from once o left join policy_version v on true left join decided d on d.week_start = o.week_start
