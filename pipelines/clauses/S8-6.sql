-- clause: S8-6
-- asks: Threats, and talk of illegal activity, are not allowed.
-- class: semi
-- type: IN
-- rows: removals
-- how: What was taken down on this ground is out of sight, and what was flagged as illegal activity has a decision of
--   its own.
from disallowed('S8-6', ['illegal'])
