-- clause: S4-10
-- asks: Channels are watched and moderated regularly.
-- class: automatic
-- type: CAD
-- rows: comments
-- how: The metric "Comments reviewed": every comment that is known was reviewed, and within first_review_within_days.
select
    a.channel, a.week_start as week,
    judged(a.is_active, v.mature > v.in_time, a.is_over, v.is_shown and v.numerator = v.denominator, a.is_closed) as state,
    case
        when state = 'breach' then format('{} of {} not reviewed within {} days', v.mature - v.in_time, counted(v.mature, 'comment'), choice('first_review_within_days'))
        when v.denominator > 0 then format('{} of {} reviewed', v.numerator, counted(v.denominator, 'comment'))
        when state = 'met' then 'no comments, and that is on record'
        when state = 'not evidenced' then 'no comments are held, and nothing shows that there were none'
    end as reason,
    [] as evidence
from asked a left join known v on v.channel = a.channel and v.week_start = a.week_start
