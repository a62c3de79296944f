-- clause: S4-6
-- asks: Attempts to trick somebody out of passwords, money or information are found and dealt with.
-- class: semi
-- type: IN
-- rows: comments
-- how: Comments of the public flagged as malicious link, of which asking for credentials or urgent payment and posing
--   as somebody are sub-kinds. Every comment so flagged has a decision of its own; one only seen in a round is not
--   evidenced, one open for longer than first_review_within_days is a breach.
from risk(['malicious_link'])
