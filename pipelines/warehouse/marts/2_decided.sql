-- What was done to the touched items, by whom it was first looked at, and which recorded removals later files confirm.

-- An action without a time was done at the latest when its log was made; how long the item stood is then not known. Nor is it
-- of a decision in the ledger that does not say when it was carried out: to decide is not yet to remove.
create or replace temp table act as
select
    * replace (coalesce(at_time, logged_at) as at_time), at_time is not null and not (source = 'ledger' and action in ('delete', 'hide') and at_time = decided_at) as is_dated,
    max(coalesce(at_time, logged_at)) filter (action in ('restore', 'unhide', 'approve', 'leave')) over (partition by item_key) as last_up
from staging.action where item_key in (select item_key from touched);

-- By channel, the end of the first round that covered a moment: the earliest end among those that reach as far.
create or replace temp table reach as
select channel, covered_through, min(ended_at) over (
    partition by channel order by covered_through desc rows between unbounded preceding and current row
) as ended_at
from staging.round where ended_at is not null;

create or replace temp table decided as
with own as (
    select item_key, min(coalesce(decided_at, at_time)) as own_at, arg_min(action, coalesce(decided_at, at_time)) as own_action
    from act where not coalesce(is_automatic, false) group by item_key
),
taken as (
    select
        item_key, any_value(last_up) as up_at,
        arg_min({'at_time': at_time, 'action': action, 'source': source, 'is_dated': is_dated}, at_time) filter (is_down) as first_down,
        arg_max({'at_time': at_time, 'action': action, 'source': source, 'is_dated': is_dated}, at_time) filter (is_down) as last_down,
        arg_max(principle, at_time) filter (principle is not null) as principle,
        arg_max(reason, at_time) filter (reason is not null) as reason,
        min(at_time) filter (action = 'approve') as approved_at
    from (
        select *, action in ('trash', 'spam', 'delete', 'hide') and (last_up is null or at_time > last_up) as is_down from act
    ) group by item_key
)
select * from own full join taken using (item_key);

-- What was taken down on record, when, and the first file since then that should hold it, were it still there.
create or replace temp table recorded as
with fallen as (
    select
        -- What is trashed, and deleted weeks later with the rest of the trash, was taken down when it was trashed.
        unnest(if(c.status = 'visible' and c.status_at > d.first_down.at_time, d.last_down, d.first_down)),
        c.item_key, c.channel, c.post_id, c.status, c.last_seen
    from touched_comment c join decided d on d.item_key = c.item_key
    where d.first_down is not null and not c.is_own
),
missed as (
    select f.item_key, s.seen_at, s.snapshot_lacks, f.status from fallen f
    join staging.snapshot s on s.channel = f.channel and s.scope = '*' and s.seen_at > greatest(f.at_time, f.last_seen)
    union all
    select f.item_key, s.seen_at, s.snapshot_lacks, f.status from fallen f
    join staging.snapshot s on s.channel = f.channel and s.scope = f.post_id and s.seen_at > greatest(f.at_time, f.last_seen)
)
select
    f.item_key, f.at_time as down_at, f.action, f.source, f.is_dated,
    -- A register that names the day alone says midnight: what was seen on that day was seen before.
    if(f.at_time = date_trunc('day', f.at_time at time zone getvariable('zone')) at time zone getvariable('zone'),
        f.at_time + interval 1 day, f.at_time) as down_by,
    (select min(m.seen_at) from missed m where m.item_key = f.item_key and not list_contains(m.snapshot_lacks, m.status)) as missed_at
from fallen f;
