-- clause: S5-7
-- asks: Personal and sensitive information is handled as the data protection policy says.
-- class: attested
-- type: RET
-- rows: access
-- how: Comments are erased after the days of retention, which is seen from what is held; the lawful basis and the
--   assessment behind it are attested.
with old as (
    select w.week_start, min(h.oldest) as oldest, max(r.days) as days
    from week w, held_since h, retention r where r.kind = 'comments' and h.oldest < w.ends - r.days group by w.week_start
)
select
    a.channel, a.week, case when d.oldest is not null then 'breach' else a.state end as state,
    case
        when d.oldest is not null then format('words of {} are still held, longer than the {} days of retention', day_said(d.oldest), d.days)
        else a.reason
    end as reason,
    a.evidence
from attested('S5-7') a left join old d on d.week_start = a.week
