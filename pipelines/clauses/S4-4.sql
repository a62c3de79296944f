-- clause: S4-4
-- asks: Links that may carry viruses or lead to infected sites are found and dealt with.
-- class: semi
-- type: IN OUT
-- rows: comments
-- how: Comments of the public flagged as malicious link; links are never followed. Every comment so flagged has a
--   decision of its own; one only seen in a round is not evidenced, one open for longer than first_review_within_days
--   is a breach.
-- cannot: Whether a site is infected: no link is ever opened.
from risk(['malicious_link'])
