-- clause: S6-7
-- asks: We hold no conversations; whoever asks something is referred to our address.
-- class: semi
-- type: OUT IN
-- on: signposting
-- rows: our_posts
-- how: Answers to questions without the address, more than one answer to one person, and answers that converse are proposed; a person
--   confirms or dismisses them. Questions, told by their words, are counted with those that an answer referred.
select
    k.channel, k.week, k.state,
    case when q.denominator > 0 and k.state <> 'not applicable'
        then format('{}; {} of {} referred to the address', k.reason, q.numerator, counted(q.denominator, 'question')) else k.reason end as reason,
    k.evidence
from own_kept(['conversation', 'thread', 'no_signpost']) k left join signposting q on q.channel = k.channel and q.week_start = k.week
