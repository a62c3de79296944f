-- clause: S5-10
-- asks: Nothing of private or internal meetings is published without permission.
-- class: semi
-- type: OUT
-- rows: our_posts
-- how: Posts that speak of a meeting which is not among the public ones of the policy file are proposed. A permission on record for
--   the post answers it; otherwise a person confirms or dismisses it.
with allowed as (select distinct item_key as post_key from act where kind = 'permission' and item_key is not null),
found as (
    select c.channel, c.week_start, count(*) filter (c.state = 'confirmed' and a.post_key is null) as confirmed,
        count(*) filter (a.post_key is not null) as allowed
    from post_check c left join allowed a using (post_key) where c.category = 'private_meeting' and c.state <> 'dismissed' group by all
)
select
    k.channel, k.week, case when k.confirmed > 0 and coalesce(f.confirmed, 0) = 0 then 'met' else k.state end as state,
    case
        when k.confirmed > 0 and coalesce(f.confirmed, 0) = 0 then format('{} with a permission on record', counted(f.allowed, 'post'))
        else k.reason
    end as reason,
    k.evidence
from own_kept(['private_meeting']) k left join found f on f.channel = k.channel and f.week_start = k.week
