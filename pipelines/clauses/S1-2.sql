-- clause: S1-2
-- asks: A range of channels is used, and social networks lead people to the website and what it holds.
-- class: automatic
-- type: REACH
-- on: visits_by_source
-- rows: our_posts
-- how: On how many channels in use something of ours was published in the week, how many posts lead to our own website, and how
--   many visits its own analytics put down to our channels. One channel alone is no range, and without a post that leads there or a
--   visit that came nothing shows that people are led to the website.
-- cannot: Who came because of a post of ours, and who because of somebody else's on the same platform.
with used as (
    select week_start, count(*) filter (is_active) as in_use, count(*) filter (is_active and posts > 0) as posting, sum(posts) as posts,
        bool_or(is_told and is_active) as is_told
    from own_asked group by week_start
),
leads as (
    select week_start, count(distinct post_key) as n, list(distinct post_key) as keys from post_source where class = 'own' group by week_start
),
-- Visits of a week that two exports count are not added up.
came as (
    select week_start, max(visits)::bigint as visits
    from (
        select week_start, sum(value) as visits from visits_by_source
        where is_ours and metric <> 'visitors' and level <> 'period' group by channel, week_start, metric, level
    ) group by week_start
)
select
    o.channel, o.week_start as week,
    case
        when not o.is_over then 'provisional' when not coalesce(u.is_told, false) then 'not evidenced'
        when u.posting > 1 and (l.n > 0 or v.visits > 0) then 'met' else 'not evidenced'
    end as state,
    case
        when not o.is_over then 'the week is not over'
        when not coalesce(u.is_told, false) then 'no export of our posts covers the week'
        else format('posts on {} of {} in use; {} of {} lead to our website', u.posting, counted(u.in_use, 'channel'), coalesce(l.n, 0), counted(u.posts, 'post'))
            || coalesce('; ' || counted(v.visits, 'visit') || ' came from our channels', '')
    end as reason,
    posts_said(coalesce(l.keys, [])) as evidence
from once o left join used u on u.week_start = o.week_start left join leads l on l.week_start = o.week_start
left join came v on v.week_start = o.week_start
