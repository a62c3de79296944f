-- clause: S6-5
-- asks: We share reports of recognised national bodies.
-- class: automatic
-- type: OUT
-- rows: our_posts
-- how: Links of posts to national bodies of the register. A week without one breaks nothing; a report shared from outside the register
--   is shown under the clause about other sources.
select channel, week, state, reason, evidence from own_about([], ['national'], 'from a recognised national body')
