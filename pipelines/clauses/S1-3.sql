-- clause: S1-3
-- asks: Paid staff, and they alone, operate the policy.
-- class: automatic
-- type: ACC GOV
-- rows: decisions
-- how: Every act of moderation on record was by somebody whose role on that day was paid, or who answers doubts or
--   has the final word.
with worked as (
    select
        e.channel, e.week_start, e.seq,
        not coalesce(r.is_paid or r.takes_doubt > 0 or r.final_word, false) or coalesce(list_contains(e.exceptions, 'S1-3'), false) as is_other
    from act e left join role r on r.role = e.role
    where e.channel is not null and e.kind in ('decision', 'doubt_answered', 'round_completed', 'rewording_approved', 'rewording_declined')
        and not e.is_outbound
),
outside as (
    select o.channel, o.week_start, sum(o.actions) as actions
    from operated o left join role r on r.role = o.role
    where not coalesce(r.is_paid or r.takes_doubt > 0 or r.final_word, false) group by o.channel, o.week_start
),
counted_up as (
    select a.*, count(w.seq) as acts, list(w.seq) filter (w.is_other) as others, coalesce(any_value(o.actions), 0) as outside
    from asked a
    left join worked w on w.channel = a.channel and w.week_start = a.week_start
    left join outside o on o.channel = a.channel and o.week_start = a.week_start
    group by all
)
select
    channel, week_start as week,
    case when is_active and outside = 0 and others is null and acts = 0 and is_over then 'not evidenced'
        else judged(is_active, others is not null or outside > 0, is_over, is_kept, true) end as state,
    case
        when state = 'breach' then concat_ws('; ',
            case when others is not null then format('{} of {} by somebody who is not paid staff', len(others), counted(acts, 'act')) end,
            case when outside > 0 then format('{} on the platform by somebody who is not paid staff', counted(outside, 'act')) end)
        when state = 'not evidenced' and is_kept then 'nobody is on record as having moderated'
        when state = 'met' then format('{}, each by paid staff or those who decide doubts', counted(acts, 'act'))
    end as reason,
    events(coalesce(others, [])) as evidence
from counted_up
