-- clause: S8-7
-- asks: What is racially or sexually inflammatory is not allowed.
-- class: semi
-- type: IN
-- rows: removals
-- how: What was taken down on this ground is out of sight, and what was flagged as abuse, of which discrimination is
--   a sub-kind, has a decision of its own.
from disallowed('S8-7', ['abuse'])
