-- clause: S4-9
-- asks: Abuse and discrimination are found and dealt with.
-- class: semi
-- type: IN
-- rows: comments
-- how: Comments of the public flagged as abuse, of which threats, discrimination and lewd language are sub-kinds.
--   Every comment so flagged has a decision of its own; one only seen in a round is not evidenced, one open for
--   longer than first_review_within_days is a breach.
from risk(['abuse'])
