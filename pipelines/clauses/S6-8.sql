-- clause: S6-8
-- asks: Nothing of a political, religious or legal nature is published.
-- class: semi
-- type: OUT
-- rows: our_posts
-- how: Detectors propose, a person confirms or dismisses; a finding that nobody looked at within
--   first_review_within_days leaves it without evidence.
-- cannot: The weeks before an election, in which more is political: they are in no file.
select channel, week, state, reason, evidence from own_kept(['political', 'religious', 'legal'])
