-- clause: S4-1
-- asks: Comments that could damage our reputation are found and dealt with.
-- class: semi
-- type: IN OUT
-- rows: comments
-- how: Comments of the public flagged as defamation. Every comment so flagged has a decision of its own; one only
--   seen in a round is not evidenced, one open for longer than first_review_within_days is a breach. Our own posts
--   are judged under S6-12.
from risk(['defamation'])
