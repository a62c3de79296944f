-- title: Campaigns shared with the words that we do not campaign
-- id: M12e
-- unit: share of posts that speak of a campaign
-- definition: Of the posts and answers of the week that speak of a campaign or a petition, those that say that we do not campaign,
--   or that it is not ours. A post that a person dismissed as none about a campaign is left out of both.
-- source: S6-9
-- rests: figures
-- then: proportion
select
    o.channel, o.week_start, count(*) filter (o.has_disclaimer) as numerator, count(*) as denominator
from own_post o
left join post_check k on k.post_key = o.post_key and k.category = 'no_disclaimer'
left join channel c on c.channel = o.channel
where o.has_campaign and k.state is distinct from 'dismissed'
    and o.week_start >= date_trunc('week', $since::date) and o.week_start < $until and ($channel is null or o.channel = $channel)
group by o.channel, o.week_start, c.position
order by c.position, o.channel, o.week_start
