-- clause: S5-9
-- asks: Whoever publishes is confident about the nature of what they publish.
-- class: attested
-- type: OUT
-- rows: access
-- how: Somebody attests that drafts are checked before they are posted (the box on the page of our own posts).
select channel, week, state, reason, evidence from attested('S5-9')
