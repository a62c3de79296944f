-- title: Problems found of all there are
-- id: M10b
-- unit: share of problems
-- definition: Of the comments that were decided to be a problem, how many software had found something in, against those
--   that it missed. How many it missed is estimated from the comments drawn at random in each round from those in which
--   nothing was found, and read by somebody: each round's sample counts by how many it was drawn from. A comment is a
--   problem if it was taken down, declined or reworded, or is a concern about safety. By channel, and for all channels
--   where there are several; of each for all problems, and by the risk that people decided it was: a concern is
--   safeguarding, what was taken down counts under the risk of its ground, the rest as other grounds. The interval comes
--   of the samples: Wilson's, at 95%, with Kish's effective size. Without a sample that was read there is no figure.
-- source: S2-2, S4-8, S4-9
-- then: recalled
with told as (
    select
        e.seq, e.item_key, e.channel, e.day, e.kind, coalesce(e.is_detected, false) as is_detected, e.decision,
        e.decision in ('remove', 'hide', 'decline', 'reword', 'safeguarding') as is_problem,
        if(e.decision = 'safeguarding', 'safeguarding', p.category) as category -- null: it names none
    from event e left join principle p on p.id = e.principle
    where e.kind in ('decision', 'doubt_answered', 'second_review') and e.decision <> 'doubt' and not e.is_undone and not e.is_outbound
),
drawn as (
    select s.seq, s.channel, s.population, i.item_key
    from event s
    join sample_item i on i.seq = s.seq
    left join event r on r.seq = s.refers_seq
    where s.kind = 'sample_drawn' and coalesce(r.kind, 'round_started') = 'round_started'
        and s.day >= $since and s.day < $until and ($channel is null or s.channel = $channel)
),
-- Marked in bulk is not read.
reading as (
    select
        d.seq, d.channel, d.population, d.item_key, arg_max(t.is_problem, t.seq) as is_problem,
        coalesce(arg_max(t.category, t.seq), 'other') as category
    from drawn d left join told t on t.item_key = d.item_key and t.decision <> 'nothing_wrong'
    group by all
),
found as (
    select channel, coalesce(category, 'all') as category, count(*) as found from (
        select
            item_key, arg_max(channel, seq) as channel, arg_max(is_problem, seq) as is_problem,
            coalesce(arg_max(category, seq), 'other') as category, bool_or(is_detected) as is_detected
        from told where kind <> 'second_review' and day >= $since and day < $until group by item_key
    ) where is_detected and is_problem group by grouping sets ((channel), (channel, category))
),
risk as (
    select 'all' as category union select f.category from found f semi join drawn d on d.channel = f.channel
    union select category from reading where is_problem
)
select
    r.channel, any_value(h.position) as position, r.seq,
    coalesce(any_value(c.name), if(k.category = 'other', 'other grounds', k.category)) as category,
    any_value(r.population) as population, count(*) as drawn, count(r.is_problem) as read,
    count(*) filter (r.is_problem and k.category in ('all', r.category)) as problems, coalesce(any_value(f.found), 0) as found
from reading r cross join risk k
join channel h on h.channel = r.channel
left join found f on f.channel = r.channel and f.category = k.category
left join category c on c.category = k.category
group by r.channel, r.seq, k.category
order by position, k.category <> 'all', any_value(c.rank) nulls last, r.seq
