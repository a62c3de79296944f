-- Text and people: only touched items change, everything small is written afresh.

delete from comments.comment where item_key in (select item_key from touched);
insert into comments.comment by name
select
    c.item_key, c.channel, c.platform, c.id, c.parent_id, c.post_id, c.posted_at,
    c.posted_at at time zone getvariable('zone') as posted_local, (c.posted_at at time zone getvariable('zone'))::date as day,
    date_trunc('week', c.posted_at at time zone getvariable('zone'))::date as week_start, c.is_zone_known, c.author_key, c.is_own,
    c.text, c.status, c.kind, c.link, c.like_count, c.reply_count, c.rating, c.revisions, c.first_seen, c.last_seen, c.absent_since,
    i.decided_at, i.decision, i.decision_basis, i.top_category, i.top_score, i.categories, coalesce(i.veil, false) as veil,
    list_sort(list_distinct(c.sources || coalesce(a.layouts, []))) as sources, c.sightings
from touched_comment c
left join touched_item i on i.item_key = c.item_key
left join (
    select item_key, flatten(list(layouts)) as layouts from staging.action
    where item_key in (select item_key from touched) group by item_key
) a on a.item_key = c.item_key
order by c.posted_at;

delete from comments.revision where item_key in (select item_key from touched);
insert into comments.revision
select r.item_key, r.text, r.first_seen, r.last_seen from staging.revision r
where r.item_key in (select item_key from touched_comment where revisions > 1);

delete from comments.score where item_key in (select item_key from touched);
insert into comments.score select * from marts.score where item_key in (select item_key from touched);

delete from comments.alike;
insert into comments.alike
select a.item_key, a.week_start, a.wave, count(*) over w, (count(distinct c.author_key) over w)
from marts.alike a join staging.comment c on c.item_key = a.item_key
window w as (partition by a.week_start, a.wave);

delete from comments.span where item_key in (select item_key from touched);
insert into comments.span
select c.item_key, s.category, s.detector, s.span_start, s.span_end
from touched_comment c
join raw.span s on s.text_key = c.text_key and s.detectors = getvariable('detectors')
where not c.is_own;

delete from comments.action;
insert into comments.action by name
select item_key, channel, action, actor, is_automatic, at_time, source, decided_at, reason, principle, sightings from staging.action;

delete from comments.event;
insert into comments.event
select
    e.seq, e.id, e.kind, e.at_time, e.recorded_at, (e.at_time at time zone getvariable('zone'))::date,
    date_trunc('week', e.at_time at time zone getvariable('zone'))::date, e.actor, e.role, e.policy, e.channel, e.item_key,
    e.refers_to, e.decision, e.principle, e.harm_target, coalesce(e.is_outbound, false), u.seq is not null, e.body
from raw.event e left join (select distinct seq from staging.undone) u on u.seq = e.seq
order by e.seq;

delete from comments.final_overruled;
insert into comments.final_overruled
with final as (
    select item_key, channel, seq, decision, at_time, decision in ('remove', 'hide', 'decline') as is_down
    from comments.event where (body ->> 'is_final') = 'true' and not is_undone
)
select f.item_key, f.channel, f.seq, f.decision, a.action, a.at_time, a.source
from final f join staging.action a on a.item_key = f.item_key and a.at_time > f.at_time and a.source <> 'ledger'
where if(f.is_down, a.action in ('approve', 'restore', 'unhide'), a.action in ('trash', 'spam', 'delete', 'hide'))
order by a.at_time;

delete from comments.post_text;
insert into comments.post_text
select
    post_key, channel, id, kind, published_at, (published_at at time zone getvariable('zone'))::date,
    date_trunc('week', published_at at time zone getvariable('zone'))::date, text, url
from latest_post;

delete from comments.round_person;
insert into comments.round_person
select
    channel, actor, started_at, ended_at, covered_through, recorded_at, items_seen, note,
    (coalesce(ended_at, started_at) at time zone getvariable('zone'))::date,
    date_trunc('week', coalesce(ended_at, started_at) at time zone getvariable('zone'))::date
from staging.round;

delete from comments.access;
insert into comments.access
select distinct coalesce(a.channel, f.channel, a.platform), a.person, a.role, a.since, a.until, a.checked_on, a.checked_by
from raw.access a join raw.file f on f.file_id = a.file_id;

delete from comments.import_file;
insert into comments.import_file
select
    f.file_id, f.name, f.layout, coalesce(f.channel, p.channel, f.platform), f.sha256, f.captured_on, f.covers_since,
    f.covers_until, f.loaded_at, f.counts, f.notes
from raw.file f left join staging.platform_channel p on p.platform = f.platform;

delete from comments.refusal;
-- A file that was read after all, say once its channel was named, is no longer refused.
insert into comments.refusal
select name, sha256, reason, max(refused_at) from raw.refusal
where sha256 is null or sha256 not in (select sha256 from raw.file)
group by name, sha256, reason order by max(refused_at);
delete from comments.reject;
insert into comments.reject select file_id, line, reason, raw from raw.reject;
