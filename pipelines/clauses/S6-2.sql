-- clause: S6-2
-- asks: Whoever is in doubt whether something should be published asks one of those who decide doubts.
-- class: automatic
-- type: OUT ESC
-- rows: needs_you
-- how: Doubts about our own posts on record, each answered within doubt_answer_days by anybody whom the policy names.
with doubt as (
    select d.channel, d.week_start, d.seq, d.at_time, min(a.at_time) as answered_at, list(a.seq) filter (a.seq is not null) as answers
    from act d left join act a on a.refers_seq = d.seq and a.kind in ('decision', 'doubt_answered')
    where d.decision = 'doubt' and d.is_outbound
    group by all
),
counted_up as (
    select
        a.*, count(d.seq) as doubts, count(*) filter (d.seq is not null and d.answered_at is null) as open,
        count(*) filter (coalesce(d.answered_at, a.now_at) > d.at_time + to_days(choice('doubt_answer_days'))) as late,
        events(flatten(list([d.seq] || coalesce(d.answers, [])) filter (d.seq is not null))) as evidence
    from asked a left join doubt d on d.channel = a.channel and d.week_start = a.week_start
    group by all
)
select
    channel, week_start as week,
    case
        when not is_active then 'not applicable' when late > 0 then 'breach' when not is_kept then 'not evidenced'
        when doubts = 0 and is_over then 'not applicable' when open > 0 or not is_over then 'provisional' else 'met'
    end as state,
    case
        when state = 'breach' then format('{} without an answer within {} days', counted(late, 'doubt'), choice('doubt_answer_days'))
        when state = 'not applicable' and is_active then 'nobody was in doubt about a post of ours'
        when state = 'provisional' and open > 0 then format('{} waiting for an answer', counted(open, 'doubt'))
        when state = 'met' then counted(doubts, 'doubt') || ' answered'
    end as reason,
    coalesce(evidence, []) as evidence
from counted_up
