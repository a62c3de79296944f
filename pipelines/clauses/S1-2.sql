-- clause: S1-2
-- asks: A range of channels is used, and social networks lead people to the website and what it holds.
-- class: automatic
-- type: REACH
-- rows: our_posts
-- how: On how many channels in use something of ours was published in the week, and how many posts lead to our own website. One
--   channel alone is no range, and where no post leads there nothing shows that people are led to the website.
-- cannot: Who came because of a post, where links carry no mark and the website's figures name no referrer.
with used as (
    select week_start, count(*) filter (is_active) as in_use, count(*) filter (is_active and posts > 0) as posting, sum(posts) as posts,
        bool_or(is_told and is_active) as is_told
    from own_asked group by week_start
),
leads as (
    select week_start, count(distinct post_key) as n, list(distinct post_key) as keys from post_source where class = 'own' group by week_start
)
select
    o.channel, o.week_start as week,
    case
        when not o.is_over then 'provisional' when not coalesce(u.is_told, false) then 'not evidenced'
        when u.posting > 1 and l.n > 0 then 'met' else 'not evidenced'
    end as state,
    case
        when not o.is_over then 'the week is not over'
        when not coalesce(u.is_told, false) then 'no export of our posts covers the week'
        else format('posts on {} of {} in use; {} of {} lead to our website', u.posting, counted(u.in_use, 'channel'), coalesce(l.n, 0), counted(u.posts, 'post'))
    end as reason,
    posts_said(coalesce(l.keys, [])) as evidence
from once o left join used u on u.week_start = o.week_start left join leads l on l.week_start = o.week_start
