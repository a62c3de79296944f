-- clause: S6-6
-- asks: What is shared from others comes from other Healthwatches, recognised charities, government, providers or commissioners.
-- class: semi
-- type: OUT
-- rows: our_posts
-- how: Links are compared with the register of recognised bodies; one that leads outside it is proposed, and a person
--   confirms or dismisses it.
select channel, week, state, reason, evidence from own_kept(['unlisted_source'])
