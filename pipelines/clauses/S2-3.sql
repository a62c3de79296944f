-- clause: S2-3
-- asks: The organisation's information is secure and not compromised.
-- class: semi
-- type: IN OUT ACC
-- rows: access
-- how: No incident about confidential matters or access is open at the week's end, and the last list of who has
--   access to each channel names nobody whose role has no keys.
with open as (
    select w.week_start, list(i.seq) as seqs
    from week w join act i on i.kind = 'incident_opened' and i.clause in ('S2-3', 'S4-5', 'S5-5', 'S5-6', 'S7-1', 'S7-2', 'S7-3') and i.day < w.ends
    left join act c on c.kind = 'incident_closed' and c.refers_seq = i.seq and c.day < w.ends
    where c.seq is null group by w.week_start
),
lists as (
    select w.week_start, sum(a.unexpected) as unexpected
    from week w, lateral (
        select channel, arg_max(unexpected, (checked_on, unexpected)) as unexpected from (
            select channel, checked_on, unexpected from access_list
            union all select channel, day, coalesce(unexpected, 0) from act where kind = 'access_list_compared'
        ) where checked_on < w.ends group by channel
    ) a group by w.week_start
)
select
    o.channel, o.week_start as week,
    judged(true, p.seqs is not null or l.unexpected > 0, o.is_over, l.week_start is not null and o.is_kept, true) as state,
    case
        when state = 'breach' then concat_ws('; ',
            case when p.seqs is not null then counted(len(p.seqs), 'incident') || ' about confidential matters or access not closed' end,
            case when l.unexpected > 0 then l.unexpected || ' with access who should have none' end)
        when l.week_start is null then 'no list of who has access was ever compared'
        when state = 'met' then 'no incident open, and nobody has access who should not'
    end as reason,
    events(coalesce(p.seqs, [])) as evidence
from once o left join open p on p.week_start = o.week_start left join lists l on l.week_start = o.week_start
