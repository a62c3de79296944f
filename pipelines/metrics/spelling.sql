-- title: Spelling of our own posts
-- id: M12d
-- unit: misspelled words in a hundred
-- definition: Words of our posts and answers of the week that the UK dictionary does not have and that stand close to one that it
--   has, in a hundred words; American spellings are counted with them and told apart. Addresses, links, names, quotations and the words
--   in the organisation's own list are left out. It is a ratio of counts, so it has no interval.
-- source: S5-17
-- rests: figures
select
    o.channel, o.week_start, count(*) as posts, count(*) filter (o.misspelled > 0) as posts_with,
    sum(o.american)::bigint as american, sum(o.misspelled)::bigint as numerator, sum(o.words)::bigint as denominator,
    100 * sum(o.misspelled) / nullif(sum(o.words), 0)::double as value
from own_post o left join channel c on c.channel = o.channel
where o.is_scored and o.week_start >= date_trunc('week', $since::date) and o.week_start < $until
    and ($channel is null or o.channel = $channel)
group by o.channel, o.week_start, c.position
order by c.position, o.channel, o.week_start
