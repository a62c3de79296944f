-- clause: S5-5
-- asks: Nothing confidential and no property of ours is published: finances, research, development, marketing, service users, methods, plans, policies.
-- class: semi
-- type: OUT
-- rows: our_posts
-- how: Detectors propose, a person confirms or dismisses; a finding that nobody looked at within
--   first_review_within_days leaves it without evidence.
select channel, week, state, reason, evidence from own_kept(['confidential'])
