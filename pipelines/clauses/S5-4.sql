-- clause: S5-4
-- asks: Everybody is responsible for what they publish.
-- class: automatic
-- type: OUT ACC
-- rows: our_posts
-- how: The share of posts and answers for which a person is named; a shared login names nobody. People are named in the ledger.
select
    channel, week_start as week,
    case
        when not is_active then 'not applicable' when not is_over then 'provisional' when not is_told or named < posted then 'not evidenced'
        when not is_covered then 'provisional' when posted = 0 then 'not applicable' else 'met'
    end as state,
    case
        when not is_active then null when not is_over then 'the week is not over' when not is_told then 'no export of our posts covers the week'
        when named < posted then format('{:.0f}% of {} have somebody named for them', 100.0 * named / posted, counted(posted, 'post'))
        when not is_covered then 'no export of our posts reaches the end of the week'
        when posted = 0 then 'nothing of ours was published' else format('somebody is named for each of {}', counted(posted, 'post'))
    end as reason,
    posts_said(nameless) as evidence
from own_asked
