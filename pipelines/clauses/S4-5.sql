-- clause: S4-5
-- asks: Confidential information that is disclosed is found and dealt with.
-- class: semi
-- type: IN OUT
-- rows: comments
-- how: Comments of the public flagged as confidential or personal details. Every comment so flagged has a decision of
--   its own; one only seen in a round is not evidenced, one open for longer than first_review_within_days is a
--   breach. Our own posts are judged under S5-5 and S5-6.
from risk(['confidential'])
