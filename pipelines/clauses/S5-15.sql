-- clause: S5-15
-- asks: Details of service users, partners and suppliers are published only with their approval.
-- class: semi
-- type: OUT
-- rows: our_posts
-- how: Personal details and confidential matters in our posts are proposed by detectors. An approval on record for the post answers
--   one that is confirmed.
-- cannot: Details of a person or partner who is named without anything that a detector knows: only a person can tell.
with allowed as (select distinct item_key as post_key from act where kind = 'approval' and item_key is not null),
found as (
    select c.channel, c.week_start, count(distinct c.post_key) filter (a.post_key is null) as without, count(distinct a.post_key) as allowed
    from post_check c left join allowed a using (post_key)
    where c.category in ('personal_data', 'confidential') and c.state = 'confirmed' group by all
)
select
    k.channel, k.week, case when k.confirmed > 0 and f.without = 0 then 'met' else k.state end as state,
    case when k.confirmed > 0 and f.without = 0 then format('{} with an approval on record', counted(f.allowed, 'post')) else k.reason end as reason,
    k.evidence
from own_kept(['personal_data', 'confidential']) k left join found f on f.channel = k.channel and f.week_start = k.week
