-- clause: S4-7
-- asks: What could lead to civil or criminal action is found and dealt with.
-- class: semi
-- type: IN OUT RET
-- rows: comments
-- how: Comments of the public flagged as defamation or illegal activity. Every comment so flagged has a decision of
--   its own; one only seen in a round is not evidenced, one open for longer than first_review_within_days is a
--   breach. A legal hold keeps an item from erasure.
from risk(['defamation', 'illegal'])
