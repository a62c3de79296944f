-- One row per item: what all its sightings prove together. Later exports win, facts beat their absence.

create table if not exists staging.comment (
    item_key uuid, channel varchar, platform varchar, id varchar, parent_id varchar, post_id varchar, posted_at timestamptz,
    is_zone_known boolean, author_key varchar, is_own boolean, text varchar, text_key uuid, status varchar, status_raw varchar,
    like_count bigint, reply_count bigint, rating double, link varchar, kind varchar, revisions integer,
    first_seen timestamptz, last_seen timestamptz, status_at timestamptz, absent_since timestamptz, sources varchar[],
    sightings struct(file_no integer, line bigint, status varchar)[]
);
create table if not exists staging.revision (item_key uuid, text varchar, first_seen timestamptz, last_seen timestamptz);

-- Most touched items are new: the old files are only read where one of them was seen before.
create or replace temp table older as
select t.item_key from touched t
semi join (select item_key from raw.comment where file_id <= getvariable('since')) c on c.item_key = t.item_key;

create or replace temp table sighting as
select coalesce(s.same_as, o.item_key) as item_key, o.* exclude (item_key)
from (
    select * from staging.observation where file_id > getvariable('since')
    union all
    select o.* from staging.observation o semi join older t on t.item_key = o.item_key where o.file_id <= getvariable('since')
) o
left join staging.same s on s.item_key = o.item_key;

create or replace temp table often as
select item_key from sighting group by item_key having count(*) > 1;

delete from staging.revision where item_key in (select item_key from touched);
insert into staging.revision
select s.item_key, arg_max(s.text, s.place), min(s.seen_at), max(s.seen_at)
from sighting s semi join often m on m.item_key = s.item_key
where s.text is not null
group by s.item_key, plain_text(s.text);

delete from staging.comment where item_key in (select item_key from touched);
-- What is inserted from here on has higher row ids: the rest of the table need not be read to find it again.
set variable mark = (select coalesce(max(rowid), -1) from staging.comment);
insert into staging.comment by name
select
    item_key, arg_max(channel, place) as channel, any_value(platform) as platform, arg_max(id, place) as id,
    arg_max(parent_id, place) as parent_id, arg_max(post_id, place) as post_id,
    arg_max(posted_at, zone_trust * 4611686018427387904::hugeint - place) as posted_at, max(zone_trust) > 0 as is_zone_known,
    arg_max(author_key, place) as author_key, coalesce(bool_or(is_own), false) as is_own, arg_max(text, place) as text,
    md5(arg_max(text, place))::uuid as text_key, coalesce(arg_max(status, place), 'unknown') as status,
    nullif(arg_max(coalesce(status_raw, ''), place) filter (status is not null), '') as status_raw,
    max(seen_at) filter (status is not null) as status_at, arg_max(like_count, place) as like_count,
    arg_max(reply_count, place) as reply_count, arg_max(rating, place) as rating, arg_max(link, place) as link,
    arg_max(kind, place) as kind, 1 as revisions, min(seen_at) as first_seen, max(seen_at) as last_seen,
    list_sort(list(distinct layout)) as sources, list({'file_no': file_id, 'line': line, 'status': status} order by place) as sightings
from sighting semi join often using (item_key)
group by item_key;
insert into staging.comment by name
select
    item_key, channel, platform, id, parent_id, post_id, posted_at, zone_trust > 0 as is_zone_known, author_key,
    coalesce(is_own, false) as is_own, text, md5(text)::uuid as text_key, coalesce(status, 'unknown') as status, status_raw,
    like_count, reply_count, rating, link, kind, 1 as revisions, seen_at as first_seen, seen_at as last_seen,
    if(status is not null, seen_at, null) as status_at, [layout] as sources,
    [{'file_no': file_id, 'line': line, 'status': status}] as sightings
from sighting anti join often using (item_key);

update staging.comment c set revisions = r.revisions
from (select item_key, count(*) as revisions from staging.revision group by item_key having count(*) > 1) r
where c.item_key = r.item_key and c.rowid > getvariable('mark') and c.item_key in (select item_key from often);

update staging.comment c set absent_since = a.absent_since
from (
    select item_key, min(seen_at) as absent_since
    from (
        select c.item_key, s.seen_at, s.snapshot_lacks, c.status
        from staging.comment c join staging.snapshot s on s.channel = c.channel and s.scope = '*' and s.seen_at > c.last_seen
        where c.rowid > getvariable('mark')
        union all
        select c.item_key, s.seen_at, s.snapshot_lacks, c.status
        from staging.comment c join staging.snapshot s on s.channel = c.channel and s.scope = c.post_id and s.seen_at > c.last_seen
        where c.rowid > getvariable('mark')
    )
    where not list_contains(snapshot_lacks, status)
    group by item_key
) a
where c.item_key = a.item_key and c.rowid > getvariable('mark');
