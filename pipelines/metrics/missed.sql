-- title: Problems found of all there are
-- id: M10b
-- unit: share of problems
-- definition: Of the comments that were decided to be a problem, how many software had found something in, against those
--   that it missed. How many it missed is estimated from the comments drawn at random in each round from those in which
--   nothing was found, and read by somebody: each round's sample counts by how many it was drawn from. A comment is a
--   problem if it was taken down, declined or reworded, or is a concern about safety. The interval comes of the samples:
--   Wilson's, at 95%, with Kish's effective size. Without a sample that was read there is no figure.
-- source: S2-2, S4-8, S4-9
-- then: recalled
with told as (
    select seq, item_key, channel, day, decision, coalesce(is_detected, false) as is_detected, kind
    from event
    where kind in ('decision', 'doubt_answered', 'second_review') and decision <> 'doubt' and not is_undone and not is_outbound
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
    select d.seq, d.channel, d.population, d.item_key, arg_max(t.decision, t.seq) as decision
    from drawn d left join told t on t.item_key = d.item_key and t.decision <> 'nothing_wrong'
    group by all
),
found as (
    select channel, count(*) as found from (
        select item_key, arg_max(channel, seq) as channel, arg_max(decision, seq) as decision, bool_or(is_detected) as is_detected
        from told where kind <> 'second_review' and day >= $since and day < $until group by item_key
    ) where is_detected and decision in ('remove', 'hide', 'decline', 'reword', 'safeguarding') group by channel
)
select
    r.channel, any_value(h.position) as position, r.seq, any_value(r.population) as population, count(*) as drawn,
    count(r.decision) as read,
    count(*) filter (r.decision in ('remove', 'hide', 'decline', 'reword', 'safeguarding')) as problems,
    coalesce(any_value(f.found), 0) as found
from reading r join channel h on h.channel = r.channel left join found f on f.channel = r.channel
group by r.channel, r.seq
order by position, r.seq
