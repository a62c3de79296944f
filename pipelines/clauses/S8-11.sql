-- clause: S8-11
-- asks: A comment may be reworded before it is published, with what its author approves and nothing else.
-- class: automatic
-- type: IN
-- rows: rewording
-- how: Of each rewording of the week: proposed, sent, answered, and approved only by its author; what is in public is
--   word for word what was approved.
with step as (
    select
        r.*, min(s.at_time) filter (s.kind = 'rewording_sent') as sent_at, arg_max(s.answer, s.seq) filter (s.kind = 'rewording_answered') as answer,
        bool_or(s.kind = 'rewording_approved') as is_approved, bool_or(s.kind = 'rewording_declined') as is_declined,
        bool_or(s.kind = 'rewording_approved' and s.is_as_approved = false) as is_other, list(s.seq) filter (s.seq is not null) as steps
    from reworded r left join act s on s.refers_seq = r.proposal group by all
),
judged_one as (
    select *, coalesce(is_other, false) or coalesce(is_approved, false) and coalesce(answer, '') not in ('agreed', 'changed') as is_broken,
        not coalesce(is_approved, false) and not coalesce(is_declined, false) as is_open
    from step
),
counted_up as (
    select
        a.*, count(s.seq) as cases, count(*) filter (s.is_broken) as broken, count(*) filter (s.is_other) as other, count(*) filter (s.is_open) as open,
        count(*) filter (s.is_approved) as approved,
        events(coalesce(flatten(list(([s.seq] || coalesce(s.steps, [])) || case when s.proposal is null then [] else [s.proposal] end) filter (s.seq is not null)), [])) as evidence
    from asked a left join judged_one s on s.channel = a.channel and s.week_start = a.week_start group by all
)
select
    channel, week_start as week,
    case
        when not is_active or moderation <> 'before' then 'not applicable' when broken > 0 then 'breach' when not is_over then 'provisional'
        when not is_kept then 'not evidenced' when cases = 0 then 'not applicable' when open > 0 then 'provisional' else 'met'
    end as state,
    case
        when moderation <> 'before' then 'moderated after posting: nothing is reworded here'
        when state = 'breach' and other > 0 then counted(other, 'comment') || ' in public in other words than its author approved'
        when state = 'breach' then counted(broken, 'comment') || ' approved without its author agreeing'
        when state = 'not applicable' and is_active then 'nothing was to be reworded'
        when state = 'provisional' and open > 0 then counted(open, 'rewording') || ' not answered yet'
        when state = 'met' then format('{}: {} approved by its author, {} declined', counted(cases, 'rewording'), approved, cases - approved)
    end as reason,
    evidence
from counted_up
