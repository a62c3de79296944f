-- title: Conversations
-- id: M12c
-- unit: share of threads that we answered
-- definition: Of the threads of the public below which we first answered in the week, those in which we answered more than once:
--   the policy lets us refer people to our address, and asks us not to converse. A thread is one comment and all that
--   stands below it. What a person dismissed as no conversation is not counted.
-- source: S6-7
-- rests: figures
-- then: proportion
with answer as (
    select
        o.channel, o.thread_key, min(o.week_start) as week_start,
        count(*) filter (o.nth_in_thread = 1 or c.state is distinct from 'dismissed') as answers
    from own_post o left join post_check c on c.post_key = o.post_key and c.category = 'thread'
    where o.thread_key is not null and ($channel is null or o.channel = $channel)
    group by o.channel, o.thread_key
)
select
    a.channel, a.week_start, sum(a.answers)::bigint as answers, count(*) filter (a.answers > 1) as numerator, count(*) as denominator,
    max(a.answers) as most
from answer a left join channel c on c.channel = a.channel
where a.week_start >= date_trunc('week', $since::date) and a.week_start < $until
group by a.channel, a.week_start, c.position
order by c.position, a.channel, a.week_start
