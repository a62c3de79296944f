-- clause: S8-15
-- asks: Once the principles are applied, one person has the final word.
-- class: automatic
-- type: ESC
-- rows: decisions
-- how: Nobody decided otherwise after a final decision, here or on the platform, and each that takes something down
--   follows a recorded principle.
with final as (
    select
        f.channel, f.week_start, f.seq, f.decision in ('remove', 'hide', 'decline') and f.principle is null
            and not exists (select 1 from act b where b.item_key = f.item_key and b.seq < f.seq and b.principle is not null) as is_bare
    from act f where f.is_final
),
past as (
    select channel, week_start, list(seq) as seqs from (
        select channel, week_start, seq from act where list_contains(exceptions, 'S8-15')
        union all select channel, week_start, seq from overruled
    ) group by channel, week_start
),
counted_up as (
    select a.*, list(f.seq) filter (f.seq is not null) as finals, list(f.seq) filter (f.is_bare) as bare, any_value(p.seqs) as past
    from asked a left join final f on f.channel = a.channel and f.week_start = a.week_start
    left join past p on p.channel = a.channel and p.week_start = a.week_start group by all
)
select
    channel, week_start as week,
    case when is_active and is_over and is_kept and finals is null and past is null then 'not applicable'
        else judged(is_active, bare is not null or past is not null, is_over, is_kept, true) end as state,
    case
        when state = 'breach' then concat_ws('; ',
            case when past is not null then counted(len(past), 'act') || ' against a final decision' end,
            case when bare is not null then counted(len(bare), 'final decision') || ' that names no principle' end)
        when state = 'not applicable' and is_active then 'no final word was asked for'
        when state = 'met' then counted(len(finals), 'final decision') || ', none overruled'
    end as reason,
    events(list_distinct(coalesce(finals, []) || coalesce(past, []))) as evidence
from counted_up
