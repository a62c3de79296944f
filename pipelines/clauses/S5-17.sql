-- clause: S5-17
-- asks: What we publish is polite, professional, appropriate, accurate and spell checked.
-- class: semi
-- type: OUT
-- on: spelling
-- rows: our_posts
-- how: Every post is spell checked in UK English with the organisation's own words, and its language looked at; a person confirms or
--   dismisses what was found.
-- cannot: Whether what it says is accurate: only a person can tell.
select
    k.channel, k.week, k.state,
    case when s.denominator > 0 and k.state in ('met', 'breach', 'provisional', 'not evidenced')
        then format('{}; {:.2f} misspelled words in a hundred', k.reason, s.value::double) else k.reason end as reason,
    k.evidence
from own_kept(['spelling', 'tone']) k left join spelling s on s.channel = k.channel and s.week_start = k.week
