-- clause: S5-8
-- asks: A safeguarding concern is reported to the line manager.
-- class: attested
-- type: ESC
-- rows: decisions
-- how: Each concern went to the line manager of that day, was acknowledged within concern_acknowledge_hours and was
--   closed; a link of the chain that is missing is a breach.
with concern as (
    select
        r.channel, r.week_start, r.seq, r.at_time, r.exceptions, r.is_open_question, min(f.at_time) filter (f.kind = 'safeguarding_acknowledged') as acknowledged_at,
        bool_or(f.kind = 'safeguarding_referred') as is_referred, bool_or(f.kind = 'safeguarding_closed') as is_shut, list(f.seq) filter (f.seq is not null) as steps
    from act r left join act f on f.refers_seq = r.seq and f.kind in ('safeguarding_acknowledged', 'safeguarding_referred', 'safeguarding_closed')
    where r.decision = 'safeguarding' or r.kind = 'safeguarding_reported' group by all
),
judged_one as (
    select
        *, coalesce(acknowledged_at, now_at) > at_time + to_hours(choice('concern_acknowledge_hours')) as is_late,
        coalesce(len(exceptions), 0) > 0 or coalesce(is_shut and acknowledged_at is null, false) as is_broken
    from concern, asked_of
),
counted_up as (
    select
        a.*, count(c.seq) as concerns, count(*) filter (c.is_late) as late, count(*) filter (c.is_broken) as broken,
        count(*) filter (c.seq is not null and not coalesce(c.is_shut, false)) as open,
        coalesce(events(flatten(list([c.seq] || coalesce(c.steps, [])) filter (c.seq is not null))), []) as evidence
    from asked a left join judged_one c on c.channel = a.channel and c.week_start = a.week_start group by all
)
select
    channel, week_start as week,
    case
        when not is_active then 'not applicable' when late + broken > 0 then 'breach' when not is_kept and is_over then 'not evidenced'
        when concerns = 0 and is_over then 'not applicable' when open > 0 or not is_over then 'provisional' else 'met'
    end as state,
    case
        when state = 'breach' then concat_ws('; ',
            case when late > 0 then format('{} not acknowledged within {} hours', counted(late, 'concern'), choice('concern_acknowledge_hours')) end,
            case when broken > 0 then counted(broken, 'concern') || ' with a link of the chain missing' end)
        when state = 'not applicable' and is_active then 'no concern was raised'
        when state = 'provisional' and open > 0 then counted(open, 'concern') || ' not closed yet'
        when state = 'met' then counted(concerns, 'concern') || ' acknowledged in time, and closed'
    end as reason,
    evidence
from counted_up
