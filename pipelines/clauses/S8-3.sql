-- clause: S8-3
-- asks: On social networks comments are moderated after they are posted.
-- class: automatic
-- type: IN
-- rows: comments
-- how: Comments on channels moderated afterwards are reviewed within first_review_within_days of posting, and none is
--   recorded as approved or declined beforehand.
with wrong as (
    select channel, week_start, list(seq) as seqs from act
    where list_contains(exceptions, 'S8-3') or decision in ('approve', 'decline') and kind in ('decision', 'doubt_answered') and not is_outbound
    group by channel, week_start
)
select
    a.channel, a.week_start as week,
    case when a.moderation <> 'after' then 'not applicable' else judged(
        a.is_active, w.seqs is not null or v.mature > v.in_time, a.is_over,
        v.is_shown and v.numerator = v.denominator, a.is_closed) end as state,
    case
        when a.moderation <> 'after' then 'moderated before posting: see S8-2'
        when state = 'breach' then concat_ws('; ',
            case when w.seqs is not null then counted(len(w.seqs), 'decision') || ' as if nothing appeared before it' end,
            case when v.mature > v.in_time then format('{} of {} reviewed later than {} days after posting', v.mature - v.in_time, counted(v.mature, 'comment'), choice('first_review_within_days')) end)
        when v.numerator < v.denominator then format('{} of {} open', v.denominator - v.numerator, counted(v.denominator, 'comment'))
        when state = 'met' and v.denominator > 0 then counted(v.denominator, 'comment') || ' reviewed after posting'
        when state = 'met' then 'no comments, and that is on record'
        when state = 'not evidenced' then 'no comments are held, and nothing shows that there were none'
    end as reason,
    events(coalesce(w.seqs, [])) as evidence
from asked a left join known v on v.channel = a.channel and v.week_start = a.week_start
left join wrong w on w.channel = a.channel and w.week_start = a.week_start
