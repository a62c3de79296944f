-- clause: S6-11
-- asks: No personal views are published.
-- class: semi
-- type: OUT
-- rows: our_posts
-- how: Detectors propose, a person confirms or dismisses; a finding that nobody looked at within
--   first_review_within_days leaves it without evidence.
select channel, week, state, reason, evidence from own_kept(['personal_view'])
