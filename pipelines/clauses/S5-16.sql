-- clause: S5-16
-- asks: No insulting, offensive or racist language, nor conduct that would not do at work.
-- class: semi
-- type: OUT
-- rows: our_posts
-- how: Detectors propose, a person confirms or dismisses; a finding that nobody looked at within
--   first_review_within_days leaves it without evidence.
select channel, week, state, reason, evidence from own_kept(['tone'])
