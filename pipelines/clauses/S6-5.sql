-- clause: S6-5
-- asks: We share reports of recognised national bodies.
-- class: automatic
-- type: OUT
-- rows: our_posts
-- how: Links of posts to national bodies of the register. A week without one breaks nothing; a report shared from outside the register
--   is shown under the clause about other sources.
with shared as (
    select channel, week_start, count(distinct post_key) as n, list(distinct post_key) as keys
    from post_source where class = 'national' group by all
)
select
    a.channel, a.week_start as week,
    case
        when not a.is_active then 'not applicable' when not a.is_over then 'provisional' when not a.is_told then 'not evidenced'
        when coalesce(s.n, 0) > 0 then 'met' when not a.is_covered then 'provisional' else 'not applicable'
    end as state,
    case
        when not a.is_active then null when not a.is_over then 'the week is not over'
        when not a.is_told then 'no export of our posts covers the week'
        when coalesce(s.n, 0) > 0 then format('{} of {} from a recognised national body', s.n, counted(a.posted, 'post'))
        when not a.is_covered then 'no export of our posts reaches the end of the week'
        else 'no post links to a national body'
    end as reason,
    posts_said(coalesce(s.keys, [])) as evidence
from own_asked a left join shared s on s.channel = a.channel and s.week_start = a.week_start
