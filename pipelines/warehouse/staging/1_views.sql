-- Raw rows with what the policy says about them. Wall-clock times become instants here and nowhere else.

create or replace view staging.file as
with dated as (
    select
        f.*,
        coalesce(f.captured_at, f.captured_on::timestamp at time zone getvariable('zone')) as seen_at
    from raw.file f
)
-- The order in which the world was seen, not the order of loading.
select *, row_number() over (order by seen_at, sha256) as file_rank from dated;

create or replace view staging.platform_channel as
select platform, arg_min(channel, position) as channel from staging.channel group by platform
union all
select 'website', arg_min(channel, position) from staging.channel
where has_hosts and 'website' not in (select platform from staging.channel) having count(*) > 0;

create or replace view staging.observation as
select
    c.item_key, coalesce(c.channel, f.channel, p.channel, c.platform) as channel, c.platform, c.line, f.file_id,
    canonical_id(c.platform, c.id) as id, canonical_id(c.platform, c.parent_id) as parent_id,
    canonical_id(c.platform, c.post_id) as post_id,
    coalesce(c.posted_at, c.posted_local at time zone getvariable('zone')) as posted_at,
    case when c.posted_at is null then 0 when c.zone = 'in file' and f.holds <> 'actions' then 2 else 1 end as zone_trust,
    c.author_key, c.is_own, c.text,
    -- Drupal's "unpublished" says something, though not what; a file without any such mark says nothing.
    case when c.status <> 'unknown' or c.status_raw is not null then c.status end as status, c.status_raw, c.like_count, c.reply_count,
    c.rating, c.link, c.kind, f.layout,
    -- A log tells of a comment as it was when it was written: that is no later sighting, and every export knows better.
    case when f.holds = 'actions' and c.posted_at is not null then c.posted_at
        else greatest(f.seen_at, coalesce(c.posted_at, c.posted_local at time zone getvariable('zone'))) end as seen_at,
    case when f.holds = 'actions' then f.file_rank else f.file_rank * 4294967296 + c.line end as place
from raw.comment c
join staging.file f on f.file_id = c.file_id
left join staging.platform_channel p on p.platform = c.platform;

-- What was undone in the ledger: the event stays, and counts no more.
create or replace view staging.undone as
select e.file_id, e.seq, e.channel, e.kind, e.body, u.file_id as undone_in
from raw.event e join raw.event u on u.refers_to = e.id and u.kind = 'undo';

create or replace view staging.action as
select
    a.item_key, coalesce(a.channel, f.channel, p.channel, a.platform) as channel, a.platform, a.action,
    arg_max(a.actor, f.file_rank) as actor, bool_or(a.is_automatic) as is_automatic,
    coalesce(a.at_time, a.at_local at time zone getvariable('zone')) as at_time, min(f.seen_at) as logged_at, a.source,
    list_sort(list(distinct {'file_no': f.file_id, 'line': a.line})) as sightings,
    list_sort(list(distinct f.layout)) as layouts,
    min(a.decided_at) as decided_at, arg_max(a.reason, f.file_rank) as reason, arg_max(a.principle, f.file_rank) as principle
from raw.action a
join staging.file f on f.file_id = a.file_id
left join staging.platform_channel p on p.platform = a.platform
where a.source <> 'ledger' or a.line not in (select seq from staging.undone)
group by all;

create or replace view staging.round as
select
    coalesce(r.channel, f.channel, r.platform) as channel, r.started_at, r.ended_at,
    least(coalesce(r.covered_through, r.started_at), coalesce(r.ended_at, r.covered_through, r.started_at)) as covered_through,
    r.actor, min(r.recorded_at) as recorded_at, max(r.items_seen) as items_seen, any_value(r.note) as note
from raw.round r
join staging.file f on f.file_id = r.file_id
where f.layout <> 'ledger' or r.line not in (select seq from staging.undone)
group by all;

-- What an item's absence from a file means: the file should have held it. An export of a whole channel that holds our
-- posts speaks of what stands under these: of a site exported in parts, or by author, each file speaks of its own.
create or replace view staging.snapshot as
with shown as (
    select file_id, list(distinct canonical_id(platform, id)) as posts from raw.post where id is not null group by file_id
)
select
    f.file_id, coalesce(f.channel, p.channel, f.platform) as channel, f.seen_at, f.layout, f.snapshot_lacks,
    canonical_id(f.platform, scope.of) as scope
from staging.file f
left join staging.platform_channel p on p.platform = f.platform
left join shown s on s.file_id = f.file_id,
    unnest(if(list_contains(f.snapshot_of, '*'), coalesce(s.posts, ['*']), f.snapshot_of)) as scope (of);

-- Text as it is compared between layouts: without tags, entities, typographic marks and white space.
create or replace macro plain_text(text) as trim(regexp_replace(
    translate(
        replace(replace(replace(replace(replace(replace(
            case when contains(text, '<') then regexp_replace(text, '<[^<>]*>', ' ', 'g') else text end,
            '&lt;', '<'), '&gt;', '>'), '&quot;', '"'), '&#039;', ''''), '&nbsp;', ' '), '&amp;', '&'),
        '‘’“”–—', '''''""--'),
    '\s+', ' ', 'g'));
