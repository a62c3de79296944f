-- title: Questions referred to our address
-- id: M12b
-- unit: share of questions of the public
-- definition: Of the comments of the public posted in the week that ask something (a question by its words: proposed, not confirmed),
--   those that an answer of ours referred to the address that the policy names; how many were answered at all, and the median
--   time to the answer with the address, in hours, over those that have one. A question that nobody answered stays a question.
-- source: S6-7
-- then: proportion
with asked as (
    select channel, week_start, sum(questions)::bigint as questions from question_day
    where week_start >= date_trunc('week', $since::date) and week_start < $until and ($channel is null or channel = $channel)
    group by all
),
given as (
    select
        channel, week_start, count(*) as answered, count(*) filter (is_signposted) as signposted,
        median(minutes_to_signpost) / 60 as median_hours, max(minutes_to_signpost) / 60 as longest_hours
    from question
    where week_start >= date_trunc('week', $since::date) and week_start < $until and ($channel is null or channel = $channel)
    group by all
)
select
    a.channel, a.week_start, coalesce(g.answered, 0) as answered, coalesce(g.signposted, 0) as numerator, a.questions as denominator,
    coalesce(g.answered, 0) - coalesce(g.signposted, 0) as answered_without, g.median_hours, g.longest_hours
from asked a
left join given g on g.channel = a.channel and g.week_start = a.week_start
left join channel c on c.channel = a.channel
order by c.position, a.channel, a.week_start
