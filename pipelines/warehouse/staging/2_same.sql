-- Which items without an id are one that has an id: the only one of their platform, instant and plain text. So our own
-- replies in a platform's "Download your information", which gives no ids, are those that the Graph's pages hold.

create table if not exists staging.without_id (file_id integer, item_key uuid, platform varchar, posted_at timestamptz, plain varchar);
delete from staging.without_id where file_id > getvariable('since');
insert into staging.without_id
select min(file_id), item_key, any_value(platform), posted_at, plain_text(any_value(text))
from raw.comment
where file_id > getvariable('since') and id is null and text is not null and posted_at is not null
group by item_key, posted_at;

-- Only those are decided again that are new, or in whose very second a new file holds a comment with an id.
create or replace temp table doubtful as
select distinct item_key, platform, posted_at, plain from staging.without_id where file_id > getvariable('since')
union
select w.item_key, w.platform, w.posted_at, w.plain
from staging.without_id w
semi join (select platform, posted_at from raw.comment where file_id > getvariable('since') and id is not null) c
    on c.platform = w.platform and c.posted_at = w.posted_at;

create or replace temp table decided_same as
select d.item_key, min(c.item_key) as same_as
from doubtful d
join raw.comment c on c.platform = d.platform and c.posted_at = d.posted_at and c.id is not null and plain_text(c.text) = d.plain
where d.plain <> ''
group by d.item_key having count(distinct c.item_key) = 1;

create or replace temp table parted as
select item_key from doubtful
union select same_as from staging.same where item_key in (select item_key from doubtful)
union select same_as from decided_same;

delete from staging.same where item_key in (select item_key from doubtful);
insert into staging.same select item_key, same_as from decided_same;
