-- clause: S8-1
-- asks: Every comment is judged against the principles.
-- class: automatic
-- type: IN
-- rows: comments
-- how: Every comment that is known ends with a decision on it. One that was only seen in a round is not evidenced.
select
    a.channel, a.week_start as week,
    judged(a.is_active, v.mature > v.in_time, a.is_over,
        v.is_shown and v.numerator = v.denominator and v.by_round_only = 0, a.is_closed) as state,
    case
        when state = 'breach' then format('{} of {} without a decision for longer than {} days', v.mature - v.in_time, counted(v.mature, 'comment'), choice('first_review_within_days'))
        when v.numerator < v.denominator then format('{} of {} open', v.denominator - v.numerator, counted(v.denominator, 'comment'))
        when v.by_round_only > 0 then format('{} of {} only seen in a round: no decision says by which principle', v.by_round_only, counted(v.denominator, 'comment'))
        when state = 'met' and v.denominator > 0 then counted(v.denominator, 'comment') || ', each with a decision'
        when state = 'met' then 'no comments, and that is on record'
        when state = 'not evidenced' then 'no comments are held, and nothing shows that there were none'
    end as reason,
    [] as evidence
from asked a left join known v on v.channel = a.channel and v.week_start = a.week_start
