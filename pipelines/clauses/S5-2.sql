-- clause: S5-2
-- asks: What is published neither harms the organisation nor breaks another of its policies.
-- class: attested
-- type: GOV
-- rows: access
-- how: An incident under this clause that was open in the week is a breach; otherwise it stands on an attestation.
with broken as (
    select w.week_start, list(i.seq) as seqs
    from week w join act i on i.kind = 'incident_opened' and i.clause = 'S5-2' and i.day < w.ends
    left join act c on c.kind = 'incident_closed' and c.refers_seq = i.seq and c.day < w.week_start
    where c.seq is null group by w.week_start
)
select
    a.channel, a.week, case when b.seqs is not null then 'breach' else a.state end as state,
    case when b.seqs is not null then counted(len(b.seqs), 'incident') || ' open under this clause' else a.reason end as reason,
    case when b.seqs is not null then events(b.seqs) else a.evidence end as evidence
from attested('S5-2') a left join broken b on b.week_start = a.week
