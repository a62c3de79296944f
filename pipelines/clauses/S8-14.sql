-- clause: S8-14
-- asks: In the first instance decide those whom the policy names.
-- class: automatic
-- type: ACC ESC
-- rows: decisions
-- how: The first decision on each comment was by somebody whose role on that day decides in the first instance.
with first as (
    select item_key, arg_min({'seq': seq, 'channel': channel, 'week_start': week_start, 'role': role, 'exceptions': exceptions}, seq) as one
    from act where kind = 'decision' and decision not in ('doubt', 'safeguarding') and not is_outbound and item_key is not null group by item_key
),
counted_up as (
    select
        a.*, count(f.one) as decisions,
        list(f.one.seq) filter (
            f.one is not null and (not coalesce(r.decides_first, false) or coalesce(list_contains(f.one.exceptions, 'S8-14'), false))
        ) as others
    from asked a
    left join first f on f.one.channel = a.channel and f.one.week_start = a.week_start
    left join role r on r.role = f.one.role
    group by all
)
select
    channel, week_start as week,
    case when is_active and is_over and is_kept and decisions = 0 then 'not applicable'
        else judged(is_active, others is not null, is_over, is_kept, true) end as state,
    case
        when state = 'breach' then format('{} of {} by somebody else', len(others), counted(decisions, 'first decision'))
        when state = 'not applicable' and is_active then 'nobody decided anything'
        when state = 'met' then format('{}, each by a role that decides first', counted(decisions, 'first decision'))
    end as reason,
    events(coalesce(others, [])) as evidence
from counted_up
