-- clause: S1-4
-- asks: Only staff can post to the accounts on social media.
-- class: automatic
-- type: ACC OUT
-- rows: our_posts
-- how: Somebody in a paid role on that day is named for every post and answer. One that nobody is named for is no evidence; one by
--   somebody else is a breach. No export tells who published a post: people are named in the ledger.
select
    channel, week_start as week,
    case
        when not is_active then 'not applicable' when unpaid > 0 then 'breach' when not is_over then 'provisional'
        when not is_told or named < posted then 'not evidenced' when not is_covered then 'provisional'
        when posted = 0 then 'not applicable' else 'met'
    end as state,
    case
        when not is_active then null when unpaid > 0 then format('{} by somebody in no paid role', counted(unpaid, 'post'))
        when not is_over then 'the week is not over' when not is_told then 'no export of our posts covers the week'
        when named < posted then format('nobody is named for {} of {}', posted - named, counted(posted, 'post'))
        when not is_covered then 'no export of our posts reaches the end of the week'
        when posted = 0 then 'nothing of ours was published'
        else format('staff are named for {}', counted(posted, 'post'))
    end as reason,
    posts_said(nameless) as evidence
from own_asked
