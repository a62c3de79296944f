-- clause: S5-14
-- asks: Whoever is in doubt about taking something down asks the first of those who decide doubts; if they are away, the next.
-- class: automatic
-- type: ESC
-- rows: decisions
-- how: The ledger works out from the calendar of absences whom a doubt goes to. It is broken by an answer of somebody who was
--   not asked, by a decision past the open doubt, and by no answer within doubt_answer_days.
with doubt as (
    select
        d.channel, d.week_start, d.seq, d.at_time, d.is_open_question, d.exceptions, min(a.at_time) as answered_at,
        list(a.seq) filter (a.seq is not null) as answers,
        bool_or(coalesce(list_contains(a.exceptions, 'S5-14'), false)) as is_past
    from act d left join act a on a.refers_seq = d.seq and a.kind in ('decision', 'doubt_answered')
    where d.decision = 'doubt' and not d.is_outbound
    group by all
),
judged_one as (
    select
        *, is_past or coalesce(list_contains(exceptions, 'S5-14'), false) as is_misrouted,
        answered_at is null as is_open,
        coalesce(answered_at, now_at) > at_time + to_days(choice('doubt_answer_days')) as is_late
    from doubt, asked_of
),
counted_up as (
    select
        a.*, count(d.seq) as doubts, count(*) filter (d.is_misrouted) as misrouted, count(*) filter (d.is_late) as late,
        count(*) filter (d.is_open) as open, count(*) filter (d.is_open and d.is_open_question) as nobody,
        events(flatten(list([d.seq] || coalesce(d.answers, [])) filter (d.seq is not null))) as evidence
    from asked a left join judged_one d on d.channel = a.channel and d.week_start = a.week_start
    group by all
)
select
    channel, week_start as week,
    case
        when not is_active then 'not applicable' when misrouted + late > 0 then 'breach' when not is_kept then 'not evidenced'
        when doubts = 0 and is_over then 'not applicable' when open > 0 or not is_over then 'provisional' else 'met'
    end as state,
    case
        when state = 'breach' then concat_ws('; ',
            case when misrouted > 0 then format('{} decided past whom it was with', counted(misrouted, 'doubt')) end,
            case when late > 0 then format('{} without an answer within {} days', counted(late, 'doubt'), choice('doubt_answer_days')) end)
        when state = 'not applicable' and is_active then 'nobody was in doubt'
        when nobody > 0 then format('{} for which nobody was there to ask', counted(nobody, 'doubt'))
        when state = 'provisional' and open > 0 then format('{} waiting for an answer', counted(open, 'doubt'))
        when state = 'met' then format('{} answered by whom it was with', counted(doubts, 'doubt'))
    end as reason,
    coalesce(evidence, []) as evidence
from counted_up
