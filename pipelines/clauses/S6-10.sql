-- clause: S6-10
-- asks: Nothing is published for personal gain, and no business solicited.
-- class: semi
-- type: OUT
-- rows: our_posts
-- how: Detectors propose, a person confirms or dismisses; a finding that nobody looked at within
--   first_review_within_days leaves it without evidence.
select channel, week, state, reason, evidence from own_kept(['personal_gain'])
