-- clause: S8-8
-- asks: Advertising and self-promotion are not allowed.
-- class: semi
-- type: IN
-- rows: removals
-- how: What was taken down on this ground is out of sight, and what was flagged as advertising has a decision of its
--   own.
from disallowed('S8-8', ['advertising'])
