-- clause: S5-6
-- asks: Home addresses, telephone numbers and other personal details are never given out.
-- class: semi
-- type: OUT
-- rows: our_posts
-- how: Detectors propose, a person confirms or dismisses; a finding that nobody looked at within
--   first_review_within_days leaves it without evidence. Contact details of our own are left out.
select channel, week, state, reason, evidence from own_kept(['personal_data'])
