-- clause: S7-3
-- asks: Only those named by the policy use the accounts on social networks.
-- class: automatic
-- type: ACC
-- rows: access
-- how: Whoever acted on the platform held a role with keys to it on that day, and a list of who has access, compared
--   within three months, names nobody else. Who may have keys stands in the policy file.
select * from kept_to(false)
