-- clause: S3-2
-- asks: Everything that we publish is up to date and accurate.
-- class: semi
-- type: OUT
-- rows: our_posts
-- how: Posts that still stand although the event or closing day that they name passed in the week; a person confirms that one should
--   be gone, or dismisses it.
-- cannot: Whether what a post says is accurate; whether a link still leads anywhere: nothing is ever fetched.
with passed as (
    select
        p.channel, date_trunc('week', p.last_day)::date as week_start, count(*) filter (c.state = 'confirmed') as confirmed,
        count(*) filter (c.state is null or c.state = 'proposed') as proposed, list(p.post_key) filter (c.state is distinct from 'dismissed') as keys
    from own_post p left join post_check c on c.post_key = p.post_key and c.category = 'out_of_date', asked_of
    where p.kind = 'post' and p.is_live and p.is_event and p.last_day < now_local::date group by all
)
select
    a.channel, a.week_start as week,
    own_state(a.is_active, coalesce(p.confirmed, 0), a.is_over, a.is_told, a.posted, a.checked, coalesce(p.proposed, 0),
        a.is_late, a.is_covered) as state,
    case
        when not a.is_active then null when p.confirmed > 0 then format('{} confirmed as out of date', counted(p.confirmed, 'post'))
        when not a.is_over then 'the week is not over' when not a.is_told then 'no export of our posts covers the week'
        when a.checked < a.posted then format('{} of {} not checked yet', a.posted - a.checked, counted(a.posted, 'post'))
        when p.proposed > 0 then format('{} with a day that has passed still stand', counted(p.proposed, 'post'))
        when not a.is_covered then 'no export of our posts reaches the end of the week'
        when a.posted = 0 then 'nothing of ours was published' else 'no day that a post names had passed'
    end as reason,
    posts_said(coalesce(p.keys, [])) as evidence
from own_asked a left join passed p on p.channel = a.channel and p.week_start = a.week_start
