-- clause: S6-12
-- asks: Nothing defamatory, or to the detriment of the organisation, is published.
-- class: semi
-- type: OUT
-- rows: our_posts
-- how: Detectors propose, a person confirms or dismisses; a finding that nobody looked at within
--   first_review_within_days leaves it without evidence.
-- cannot: What is to the detriment of the organisation beyond defamation: only a person can tell.
select channel, week, state, reason, evidence from own_kept(['defamation'])
