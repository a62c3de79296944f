-- What only a person can confirm: the last word on it before the week's end, by whom, and whether it is stale by then.

create or replace temp macro attested(id) as table
with word as (
    select w.week_start, arg_max({'seq': a.seq, 'day': a.day, 'role': a.role, 'valid_until': a.valid_until, 'last_changed': a.last_changed}, a.seq) as last
    from week w join attestation_asked q on q.clause = id
    join act a on a.kind = 'attestation' and a.subject = q.subject and a.day < w.ends
    group by w.week_start
),
said as (
    select
        w.week_start, q.name, q.subject, d.last.seq as seq, d.last.role as role, d.last.day as day, d.last.last_changed as last_changed,
        coalesce(d.last.valid_until, d.last.day + q.every_days) as counts_until, w.ends, w.now_local
    from week w
    left join (select any_value(name) as name, any_value(subject) as subject, min(every_days) as every_days from attestation_asked where clause = id) q on true
    left join word d on d.week_start = w.week_start
)
select
    'all' as channel, week_start as week,
    case when day is null or counts_until < least(ends - 1, now_local::date) then 'not evidenced' else 'met' end as state,
    case
        when name is null then 'the policy file asks for no attestation of this'
        when day is null then format('nobody has attested it: {}', name)
        when state = 'met' then format('attested by the {} on {}', role_said(role), day_said(day))
        else format('attested by the {} on {}, which counted until {}', role_said(role), day_said(day), day_said(counts_until))
    end as reason,
    case when seq is null then [] else events([seq]) end as evidence, day, last_changed
from said;
