-- clause: S8-12b
-- asks: What cannot be accepted and whose author cannot be asked is not published.
-- class: automatic
-- type: IN
-- rows: rewording
-- how: No comment that was found unacceptable, and whose author left no way to be asked, was published later.
with unreachable as (
    select item_key, channel, min(seq) as seq, min(week_start) as week_start from act
    where has_contact = false and decision in ('reword', 'decline', 'remove', 'hide') and kind in ('decision', 'doubt_answered')
    group by item_key, channel
),
followed as (
    select u.*, list(a.seq) filter (a.decision in ('approve', 'leave_up') or a.kind = 'rewording_approved') as shown
    from unreachable u left join act a on a.item_key = u.item_key and a.seq > u.seq group by all
),
counted_up as (
    select
        a.*, count(f.seq) as cases, count(*) filter (f.shown is not null) as broken,
        events(coalesce(flatten(list([f.seq] || coalesce(f.shown, [])) filter (f.seq is not null)), [])) as evidence
    from asked a left join followed f on f.channel = a.channel and f.week_start = a.week_start group by all
)
select
    channel, week_start as week,
    case
        when not is_active or moderation <> 'before' then 'not applicable' when broken > 0 then 'breach' when not is_over then 'provisional'
        when not is_kept then 'not evidenced' when cases = 0 then 'not applicable' else 'met'
    end as state,
    case
        when moderation <> 'before' then 'moderated after posting: nothing is held back here'
        when state = 'breach' then counted(broken, 'comment') || ' published though unacceptable and without a way to ask its author'
        when state = 'not applicable' and is_active then 'nothing unacceptable came without contact details'
        when state = 'met' then counted(cases, 'comment') || ' without contact details declined'
    end as reason,
    evidence
from counted_up
