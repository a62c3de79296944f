-- clause: S4-3
-- asks: We are not seen as campaigning, or as taking sides.
-- class: semi
-- type: OUT
-- rows: our_posts
-- how: Detectors propose, a person confirms or dismisses; a finding that nobody looked at within
--   first_review_within_days leaves it without evidence. Campaigns shared without the words that they are not ours count with it.
select channel, week, state, reason, evidence from own_kept(['campaign', 'no_disclaimer'])
