-- clause: S4-8
-- asks: A sign that somebody is not safe is found at once and passed on.
-- class: semi
-- type: IN ESC
-- rows: comments
-- how: Comments of the public flagged as safeguarding. Every comment so flagged has a decision of its own; one only
--   seen in a round is not evidenced, one open for longer than first_review_within_days is a breach. What became of
--   each concern is S5-8.
-- cannot: A sign in words that no detector knows.
with concern as (
    select channel, week_start, list(seq) as seqs from act where decision = 'safeguarding' or kind = 'safeguarding_reported' group by channel, week_start
)
select
    f.channel, f.week_start as week, flag_state(f.is_active, f.is_looked_for, f.late, f.is_over, f.open, f.in_round, f.is_shown, f.is_closed) as state,
    concat_ws('; ',
        flag_reason(state, f.is_looked_for, f.flagged, f.late, f.open, f.in_round, f.items),
        case when c.seqs is not null then counted(len(c.seqs), 'concern') || ' raised (S5-8 says what became of them)' end) as reason,
    items(f.examples) || events(coalesce(c.seqs, [])) as evidence
from flagged_for(['safeguarding']) f left join concern c on c.channel = f.channel and c.week_start = f.week_start
