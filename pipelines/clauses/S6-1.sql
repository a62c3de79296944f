-- clause: S6-1
-- asks: What may be published and what may not guides everything that we put online.
-- class: semi
-- type: OUT
-- rows: our_posts
-- how: Every post and answer is classed by what the policy asks for and against; a post about none of it is shown as such.
with about as (
    select p.channel, p.week_start, count(*) filter (p.kind = 'post' and t.post_key is null) as neither,
        list(p.post_key) filter (p.kind = 'post' and t.post_key is null) as keys
    from own_post p left join (select distinct post_key from post_topic) t using (post_key) group by all
)
select
    a.channel, a.week_start as week, own_state(a.is_active, 0, a.is_over, a.is_told, a.posted, a.checked, 0, false, a.is_covered) as state,
    case
        when not a.is_active then null when not a.is_over then 'the week is not over'
        when not a.is_told then 'no export of our posts covers the week'
        when a.checked < a.posted then format('{} of {} not classed yet', a.posted - a.checked, counted(a.posted, 'post'))
        when not a.is_covered then 'no export of our posts reaches the end of the week'
        when a.posted = 0 then 'nothing of ours was published'
        else format('{} classed, {} about none of what we are asked to share', counted(a.posted, 'post'), coalesce(b.neither, 0))
    end as reason,
    posts_said(coalesce(b.keys, [])) as evidence
from own_asked a left join about b on b.channel = a.channel and b.week_start = a.week_start
