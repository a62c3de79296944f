-- clause: S8-9
-- asks: Lewd language is not allowed.
-- class: semi
-- type: IN
-- rows: removals
-- how: What was taken down on this ground is out of sight, and what was flagged as abuse, of which lewd language is a
--   sub-kind, has a decision of its own.
from disallowed('S8-9', ['abuse'])
