-- How far the evidence of each channel reaches, over all files ever loaded.

create table if not exists staging.file_channel (
    file_id integer, channel varchar, kind varchar, records bigint, latest timestamptz, zone_unknown bigint
);
delete from staging.file_channel where file_id > getvariable('since');
insert into staging.file_channel
select
    c.file_id, coalesce(c.channel, f.channel, p.channel, c.platform) as channel, 'comments' as kind, count(*) as records,
    max(coalesce(c.posted_at, c.posted_local at time zone getvariable('zone'))) as latest,
    count(*) filter (c.posted_at is null) as zone_unknown
from raw.comment c join raw.file f on f.file_id = c.file_id left join staging.platform_channel p on p.platform = c.platform
where f.holds = 'comments' and c.file_id > getvariable('since')
group by all
union all
select r.file_id, coalesce(r.channel, f.channel, r.platform), 'rounds', count(*), max(r.ended_at), 0
from raw.round r join raw.file f on f.file_id = r.file_id where r.file_id > getvariable('since') group by all
union all
-- Where people are at work in it, the ledger speaks of every channel whose rounds it keeps, also when it has none to tell.
select f.file_id, l.channel, 'rounds', 0, null, 0
from raw.file f, (select distinct channel from raw.event where kind = 'round_completed') l
where f.layout = 'ledger' and f.file_id > getvariable('since')
    and exists (select 1 from raw.event e where e.file_id = f.file_id and e.kind in ('decision', 'doubt_answered', 'round_completed'))
    and not exists (select 1 from raw.round r where r.file_id = f.file_id and r.channel = l.channel)
union all
-- Files without a single such record still speak of their platform's channel.
select f.file_id, coalesce(f.channel, p.channel, f.platform), f.holds, coalesce(n.records, 0), null, 0
from raw.file f
left join staging.platform_channel p on p.platform = f.platform
left join (
    select file_id, count(*) as records from raw.post group by file_id
    union all select file_id, count(*) from raw.figure group by file_id
    union all select file_id, count(*) from raw.action group by file_id
    union all select file_id, count(*) from raw.access group by file_id
) n on n.file_id = f.file_id
where f.file_id > getvariable('since') and (
    f.holds not in ('comments', 'rounds')
    or (f.holds = 'comments' and f.file_id not in (select file_id from raw.comment where file_id > getvariable('since')))
);

create or replace table staging.evidence as
with reached as (
    select
        c.channel, max(greatest(f.seen_at, c.latest)) filter (c.kind = 'comments') as comments_until,
        max(greatest(f.seen_at, c.latest)) filter (c.kind = 'rounds') as rounds_until
    from staging.file_channel c join staging.file f on f.file_id = c.file_id
    group by c.channel
)
select
    channel, comments_until, rounds_until,
    comments_until at time zone getvariable('zone') as comments_until_local,
    rounds_until at time zone getvariable('zone') as rounds_until_local
from reached;
