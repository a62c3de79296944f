-- clause: S5-13
-- asks: Inappropriate is what is defamatory, personal or profane.
-- class: semi
-- type: IN
-- rows: removals
-- how: The three grounds are kept beside the six of section 8, and all that was taken down names its ground.
with grounds as (select count(*) as known from principle where id like 'S5-13%'),
down as (
    select
        channel, week_start, count(*) as items, count(*) filter (principle like 'S5-13%') as three, count(*) filter (principle is null) as without,
        list(item_key) filter (principle is null) as unnamed, list(seq) filter (principle like 'S5-13%' and seq is not null) as seqs
    from taken where grade <> 'hidden, unrecorded' group by channel, week_start
)
select
    a.channel, a.week_start as week,
    judged(a.is_active, false, a.is_over, g.known > 0 and coalesce(d.without, 0) = 0 and v.is_shown, a.is_closed) as state,
    case
        when g.known = 0 then 'the policy file has no such ground'
        when d.without > 0 then format('{} of {} taken down without a ground', d.without, d.items)
        when state = 'met' then format('{} of {} taken down on one of these grounds', coalesce(d.three, 0), coalesce(d.items, 0))
        when state = 'not evidenced' then 'no comments are held, and nothing shows that there were none'
    end as reason,
    items(coalesce(d.unnamed, [])) || events(coalesce(d.seqs, [])) as evidence
from asked a cross join grounds g left join down d on d.channel = a.channel and d.week_start = a.week_start
left join known v on v.channel = a.channel and v.week_start = a.week_start
