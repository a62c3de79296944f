-- title: Flags upheld by decisions
-- id: M10
-- unit: share of reviewed comments
-- numerator: upheld
-- denominator: reviewed
-- definition: Of the comments of the public posted in the period and reviewed, how many were taken down: of those found for
--   each category (a comment counts in each that it was found for), and of those in which nothing was found. Where
--   somebody marked a comment as wrongly found for a category it does not count as upheld there, whatever was decided.
--   A comment may be rightly found and rightly left up, a cry for help above all, so the rest is no share of false
--   alarms; what was taken down although nothing was found was missed. By channel, and for all channels where there
--   are several. The interval is Wilson's, at 95%.
-- source: S2-2, S4-5, S4-8, S4-9
-- then: proportion
select
    coalesce(o.channel, 'all channels') as channel, o.channel is null as is_total,
    if(o.category = 'nothing', 'nothing found', coalesce(c.name, o.category)) as category,
    sum(o.comments)::bigint as comments, sum(o.upheld)::bigint as numerator, sum(o.reviewed)::bigint as denominator,
    sum(o.marked_wrong)::bigint as marked_wrong, list(distinct h.channel) as inputs
from flag_outcome o
join channel h on h.channel = o.channel
left join category c on c.category = o.category
where o.day >= $since and o.day < $until and ($channel is null or o.channel = $channel)
group by grouping sets ((o.channel, h.position, o.category, c.name, c.rank), (o.category, c.name, c.rank))
having o.channel is not null or count(distinct h.channel) > 1
order by is_total desc, h.position, c.rank nulls last
