-- title: What our posts are about
-- id: M12f
-- unit: share of our posts
-- definition: Of our posts of the week (answers left out), those about each thing that the policy asks us to share, by the words in
--   them; one post may be about several. "Link to our website" are those that lead there, "neither" those about none of it.
--   Sources are by the register of recognised bodies; what lies outside it is listed, post by post, on the page Our posts.
-- source: S1-1, S1-2, S6-3 to S6-6
-- rests: figures
-- then: proportion
with ours as (
    select post_key, channel, week_start from own_post
    where kind = 'post' and is_scored and week_start >= date_trunc('week', $since::date) and week_start < $until
        and ($channel is null or channel = $channel)
),
about as (
    select post_key, topic from post_topic
    union
    select post_key, case class when 'own' then 'link to our website' else 'recognised source' end from post_source
    where class not in ('platform', 'unlisted', 'tool')
    union
    select post_key, 'source outside the register' from post_source where class = 'unlisted'
    union
    select post_key, 'neither' from ours where post_key not in (select post_key from post_topic)
),
kinds as (
    select unnest([
        'consultation', 'survey', 'activity', 'service', 'event', 'report', 'national', 'recognised source',
        'source outside the register', 'link to our website', 'neither'
    ]) as topic, generate_subscripts(range(11), 1) as place
),
totals as (select channel, week_start, count(*) as posts from ours group by all)
select
    t.channel, t.week_start, k.topic, count(o.post_key) as numerator, t.posts as denominator
from totals t cross join kinds k
left join (ours join about using (post_key)) o on o.channel = t.channel and o.week_start = t.week_start and o.topic = k.topic
left join channel c on c.channel = t.channel
group by t.channel, t.week_start, t.posts, k.topic, k.place, c.position
order by c.position, t.channel, t.week_start, k.place
