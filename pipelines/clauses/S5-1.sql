-- clause: S5-1
-- asks: People use the channels sensibly and in line with the policy.
-- class: automatic
-- type: GOV
-- rows: decisions
-- how: No act of the month in which the week ends bears an exception. Whose it was is for the CEO, in the record.
with broken as (
    select w.week_start, list(e.seq) as seqs, string_agg(distinct role_said(e.role), ', ') as roles
    from week w join act e on len(e.exceptions) > 0 and date_trunc('month', e.day) = date_trunc('month', w.ends - 1) and e.day < w.ends
    group by w.week_start
)
select
    o.channel, o.week_start as week, judged(true, b.seqs is not null, o.is_over, o.is_kept, true) as state,
    case
        when b.seqs is not null then format('{} in the month so far, by: {}', counted(len(b.seqs), 'exception'), b.roles)
        when state = 'met' then 'no exception in the month so far'
    end as reason,
    events(coalesce(b.seqs, [])) as evidence
from once o left join broken b on b.week_start = o.week_start
