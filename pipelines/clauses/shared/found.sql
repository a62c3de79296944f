-- What was found in the comments of the public and what came of it, by channel and week.
-- on: coverage

create or replace temp table known as select * exclude (state), coalesce(state, 'NOT EVIDENCED') <> 'NOT EVIDENCED' as is_shown from coverage;

create or replace temp table flags as
select
    channel, week_start, category, sum(flagged) as flagged, sum(decided) as decided, sum(in_round) as in_round, sum(late) as late,
    flatten(list(coalesce(examples, []))) as examples
from risk_day group by channel, week_start, category;

-- What was taken down, with the last decision of the ledger on it.
create or replace temp table taken as
select r.*, d.last.seq as seq, d.last.harm_target as harm_target, d.last.has_reason as has_reason
from removal r
left join (
    select item_key, arg_max({'seq': seq, 'harm_target': harm_target, 'has_reason': has_reason}, seq) as last
    from act where decision in ('remove', 'hide', 'decline') and kind in ('decision', 'doubt_answered') and not is_outbound
    group by item_key
) d on d.item_key = r.item_key;

-- Flags of these categories: each is answered by a decision of its own, and none waits for longer than first_review_within_days.
create or replace temp macro flagged_for(cats) as table
select
    a.channel, a.week_start, a.is_active, a.is_over, a.is_closed, coalesce(v.is_shown, false) as is_shown, coalesce(v.denominator, 0) as items,
    exists (select 1 from category c where list_contains(cats, c.category)) as is_looked_for,
    coalesce(f.flagged, 0) as flagged, coalesce(f.in_round, 0) as in_round, coalesce(f.late, 0) as late,
    coalesce(f.flagged - f.decided - f.in_round, 0) as open, coalesce(f.examples, []) as examples
from asked a
left join known v on v.channel = a.channel and v.week_start = a.week_start
left join (
    select channel, week_start, sum(flagged) as flagged, sum(decided) as decided, sum(in_round) as in_round, sum(late) as late,
        flatten(list(examples)) as examples
    from flags where list_contains(cats, category) group by channel, week_start
) f on f.channel = a.channel and f.week_start = a.week_start;

create or replace temp macro flag_state(is_active, is_looked_for, late, is_over, open, in_round, is_shown, is_closed) as
    case
        when is_active and late = 0 and not is_looked_for then 'not evidenced'
        when is_active and late = 0 and open > 0 then 'provisional'
        else judged(is_active, late > 0, is_over, in_round = 0 and is_shown, is_closed)
    end;
create or replace temp macro flag_reason(state, is_looked_for, flagged, late, open, in_round, items) as
    case
        when state = 'breach' then format('{} of {} open for longer than {} days', late, counted(flagged, 'flag'), choice('first_review_within_days'))
        when not is_looked_for then 'it is not looked for: the policy file has no category for it'
        when state = 'provisional' and open > 0 then format('{} waiting for a decision', counted(open, 'flag'))
        when state = 'not evidenced' and in_round > 0 then format('{} of {} only seen in a round, without a decision', in_round, counted(flagged, 'flag'))
        when state = 'met' and flagged > 0 then format('{} among {}, each decided', counted(flagged, 'flag'), counted(items, 'comment'))
        when state = 'met' and items > 0 then format('nothing flagged among {}', counted(items, 'comment'))
        when state = 'met' then 'no comments, and that is on record'
    end;

-- How a risk of section 4 stands.
create or replace temp macro risk(cats) as table
select
    channel, week_start as week, flag_state(is_active, is_looked_for, late, is_over, open, in_round, is_shown, is_closed) as state,
    flag_reason(state, is_looked_for, flagged, late, open, in_round, items) as reason, items(examples) as evidence
from flagged_for(cats);

-- How a ground for taking down stands: what was flagged for it is decided, and what was taken down for it is out of sight.
create or replace temp macro disallowed(ground, cats) as table
with down as (
    select
        channel, week_start, count(*) as items, count(*) filter (is_still_visible) as visible,
        coalesce(list(item_key) filter (is_still_visible), []) as seen, list(seq) filter (seq is not null) as seqs
    from taken where principle = ground group by channel, week_start
)
select
    f.channel, f.week_start as week,
    case
        when coalesce(d.visible, 0) > 0 then 'breach'
        else flag_state(f.is_active, f.is_looked_for or len(cats) = 0, f.late, f.is_over, f.open, f.in_round, f.is_shown, f.is_closed)
    end as state,
    case
        when d.visible > 0 then format('{} of {} taken down for it and still in public', d.visible, d.items)
        when state = 'met' and d.items > 0
        then format('{} taken down for it; {}', d.items, case when f.flagged > 0 then counted(f.flagged, 'flag') || ', each decided' else 'nothing else flagged' end)
        when len(cats) = 0 and state = 'met' then 'nothing taken down for it'
        else flag_reason(state, f.is_looked_for or len(cats) = 0, f.flagged, f.late, f.open, f.in_round, f.items)
    end as reason,
    items(coalesce(d.seen, []) || f.examples) || events(coalesce(d.seqs, [])) as evidence
from flagged_for(cats) f left join down d on d.channel = f.channel and d.week_start = f.week_start;
