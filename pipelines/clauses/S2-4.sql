-- clause: S2-4
-- asks: Staff keep to policies, guidance and the law.
-- class: automatic
-- type: GOV
-- rows: decisions
-- how: No act of the week bears an exception, and each decision names the version of the policy it was made under.
--   Incidents that are open are told with their age.
with broken as (
    select week_start, list(seq) as seqs, list_sort(list_distinct(flatten(list(exceptions)))) as clauses
    from (select seq, date_trunc('week', at_time at time zone (select zone from publication))::date as week_start, exceptions from act where len(exceptions) > 0)
    group by week_start
),
open as (
    select w.week_start, list(i.seq) as seqs, max(w.ends - i.day) as oldest
    from week w join act i on i.kind = 'incident_opened' and i.day < w.ends
    left join act c on c.kind = 'incident_closed' and c.refers_seq = i.seq and c.day < w.ends
    where c.seq is null group by w.week_start
),
decided as (
    select week_start, count(*) as decisions, count(*) filter (coalesce(policy_version, '') = '') as unlinked
    from act where kind in ('decision', 'doubt_answered') group by week_start
)
select
    o.channel, o.week_start as week, judged(true, b.seqs is not null or d.unlinked > 0, o.is_over, o.is_kept, true) as state,
    case
        when state = 'breach' then concat_ws('; ',
            case when b.seqs is not null then format('{} against {}', counted(len(b.seqs), 'act'), array_to_string(b.clauses, ', ')) end,
            case when d.unlinked > 0 then counted(d.unlinked, 'decision') || ' without a version of the policy' end)
        when o.is_kept then concat_ws('; ', counted(coalesce(d.decisions, 0), 'decision') || ', none against a rule',
            case when p.seqs is not null then format('{} open, the oldest for {} days', counted(len(p.seqs), 'incident'), p.oldest) end)
    end as reason,
    events(coalesce(b.seqs, []) || coalesce(p.seqs, [])) as evidence
from once o left join broken b on b.week_start = o.week_start left join open p on p.week_start = o.week_start
left join decided d on d.week_start = o.week_start
