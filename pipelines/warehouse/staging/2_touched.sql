-- The items whose facts the files since the last build may have changed. `since` is that build's last file.

create or replace temp table touched as
select item_key from raw.comment where file_id > getvariable('since')
union
select item_key from raw.action where file_id > getvariable('since') and item_key is not null
union
select item_key from raw.event where file_id > getvariable('since') and item_key is not null
union
-- Those that a round since undone had covered.
select i.item_key
from marts.item i join staging.undone u on u.channel = i.channel and u.kind = 'round_completed'
where u.undone_in > getvariable('since') and i.posted_at <= (u.body ->> 'covered_through')::timestamptz
union
select item_key from raw.unpublished
union
select item_key from parted
union
-- Those that a new round may have covered first.
select i.item_key
from marts.item i
join (
    select coalesce(r.channel, f.channel) as channel, coalesce(r.ended_at, r.covered_through) as ended_at,
        coalesce(r.covered_through, r.started_at) as covered_through
    from raw.round r join raw.file f on f.file_id = r.file_id where r.file_id > getvariable('since')
) n on n.channel = i.channel and i.posted_at <= n.covered_through and (i.decided_at is null or i.decided_at > n.ended_at)
union
-- Those that a new snapshot should hold and does not.
select c.item_key
from staging.comment c join staging.snapshot s on s.channel = c.channel and s.scope = '*'
where s.file_id > getvariable('since') and c.last_seen < s.seen_at and (c.absent_since is null or c.absent_since > s.seen_at)
union
select c.item_key
from staging.comment c join staging.snapshot s on s.channel = c.channel and s.scope = c.post_id
where s.file_id > getvariable('since') and c.last_seen < s.seen_at and (c.absent_since is null or c.absent_since > s.seen_at)
union
-- Those whose recorded removal a new snapshot may confirm.
select i.item_key
from marts.item i join staging.snapshot s on s.channel = i.channel
where s.file_id > getvariable('since') and i.grade = 'recorded, not yet confirmed';

-- An item is worked out from all that is known of it, under whichever key.
insert into touched
select same_as from staging.same where item_key in (select item_key from touched) except select item_key from touched;
insert into touched
select item_key from staging.same where same_as in (select item_key from touched) except select item_key from touched;
