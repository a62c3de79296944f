-- clause: S8-5
-- asks: Personal attacks are not allowed.
-- class: semi
-- type: IN
-- rows: removals
-- how: What was taken down on this ground is out of sight, and what was flagged as abuse has a decision of its own.
from disallowed('S8-5', ['abuse'])
