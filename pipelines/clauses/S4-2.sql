-- clause: S4-2
-- asks: We pass on information and point the way, and do not seem to give advice of our own.
-- class: semi
-- type: OUT
-- rows: our_posts
-- how: Detectors propose, a person confirms or dismisses; a finding that nobody looked at within
--   first_review_within_days leaves it without evidence.
select channel, week, state, reason, evidence from own_kept(['advice'])
