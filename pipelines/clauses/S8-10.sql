-- clause: S8-10
-- asks: What has nothing to do with the post is not allowed.
-- class: semi
-- type: IN
-- rows: removals
-- how: What was taken down on this ground is out of sight, and what was flagged as off topic has a decision of its
--   own; the reviewer is shown what it answers.
from disallowed('S8-10', ['off_topic'])
