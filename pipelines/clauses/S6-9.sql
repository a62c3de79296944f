-- clause: S6-9
-- asks: No campaign is supported; where one is shared, it is clear that we do not campaign.
-- class: semi
-- type: OUT
-- rows: our_posts
-- how: Detectors propose, a person confirms or dismisses; a finding that nobody looked at within
--   first_review_within_days leaves it without evidence. A post that
--   speaks of a campaign without the words that we do not campaign is proposed by rule.
select channel, week, state, reason, evidence from own_kept(['campaign', 'no_disclaimer'])
