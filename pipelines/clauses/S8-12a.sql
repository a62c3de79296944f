-- clause: S8-12a
-- asks: Where approval does not come, the comment is not published.
-- class: automatic
-- type: IN
-- rows: rewording
-- how: No rewording is open for longer than reword_open_days, a local choice, at the end of the week: by then it is
--   declined.
with waiting as (
    select r.* from reworded r
    left join act s on s.refers_seq = r.proposal and s.kind in ('rewording_approved', 'rewording_declined')
    left join act d on d.item_key = r.item_key and d.seq > r.seq and d.kind in ('decision', 'doubt_answered') and d.decision not in ('doubt', 'safeguarding')
    where s.seq is null and d.seq is null
),
counted_up as (
    select
        a.*, count(w.seq) filter (least(a.ends, a.now_local) - w.at_time at time zone z.zone > to_days(choice('reword_open_days'))) as late,
        count(w.seq) as open, (select count(*) from reworded r where r.channel = a.channel and r.at_time at time zone z.zone < a.ends) as ever,
        events(coalesce(list(w.seq) filter (w.seq is not null), [])) as evidence
    from asked a cross join publication z
    left join waiting w on w.channel = a.channel and w.at_time at time zone z.zone < a.ends group by all
)
select
    channel, week_start as week,
    case
        when not is_active or moderation <> 'before' then 'not applicable' when late > 0 then 'breach' when not is_over then 'provisional'
        when not is_kept then 'not evidenced' when ever = 0 then 'not applicable' else 'met'
    end as state,
    case
        when moderation <> 'before' then 'moderated after posting: nothing is reworded here'
        when state = 'breach' then format('{} open for longer than {} days and not declined', counted(late, 'rewording'), choice('reword_open_days'))
        when state = 'not applicable' and is_active then 'nothing was ever to be reworded'
        when state = 'met' and open > 0 then format('{} open, none for longer than {} days', counted(open, 'rewording'), choice('reword_open_days'))
        when state = 'met' then 'no rewording is open'
    end as reason,
    evidence
from counted_up
