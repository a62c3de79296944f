-- clause: S2-7
-- asks: The core values are kept.
-- class: not measurable
-- type: GOV
-- rows: access
-- how: Once a year somebody attests it; that is all that there is.
-- cannot: Whether values are kept: no export shows it.
select channel, week, state, reason, evidence from attested('S2-7')
