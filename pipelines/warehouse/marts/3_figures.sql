-- The published figures, all afresh: counts by day, and rows for the few items that were taken down or vanished.

insert into figures.channel
select channel, name, platform, moderation, can, active_from, active_to, exports_every_days, position
from staging.channel order by position;
insert into figures.local_choice select * from staging.local_choice;
insert into figures.category select category, name, rank, veil, threshold from staging.category order by rank;
insert into figures.principle select * from staging.principle;
insert into figures.evidence select * from staging.evidence;

insert into figures.export by name
with told as (
    select file_id, sum(counted) as counted, sum(least(held, counted)) as held, count(*) filter (note like 'unknown column%') as unknown_columns
    from (
        select
            file_id, note, try_cast(regexp_extract(note, 'platform counts (\d+) comments, file holds (\d+)', 1) as bigint) as counted,
            try_cast(regexp_extract(note, 'platform counts (\d+) comments, file holds (\d+)', 2) as bigint) as held
        from (select file_id, unnest(notes) as note from raw.file)
    ) group by file_id
)
select
    f.file_id as file_no, c.channel, f.layout, c.kind, f.captured_on, f.captured_at,
    -- A whole channel's snapshot reaches back to its beginning, whatever its first comment.
    case when not coalesce(list_contains(f.snapshot_of, '*'), false) then f.covers_since end as covers_since, f.covers_until,
    len(f.snapshot_of) > 0 as is_snapshot, c.records, coalesce((f.counts ->> 'reject')::bigint, 0) as rejects,
    c.kind = 'comments' and c.records = 0 as is_zero_declared,
    t.counted as platform_count, t.held as held_count,
    c.zone_unknown, coalesce(t.unknown_columns, 0) as unknown_columns, -- Evidence of one action told twice is merged too, and is no duplicate.
    case when f.counts ->> 'action' is null then coalesce((f.counts ->> 'merged')::bigint, 0) else 0 end as merged
from staging.file_channel c join raw.file f on f.file_id = c.file_id left join told t on t.file_id = f.file_id
order by f.captured_on, f.sha256, c.channel;

insert into figures.export_file
select file_id, sha256 from raw.file where layout <> 'ledger' order by sha256;

insert into figures.round by name
select
    r.channel, r.started_at, r.ended_at, r.covered_through, r.recorded_at,
    r.ended_at at time zone getvariable('zone') as ended_local, r.covered_through at time zone getvariable('zone') as covered_local,
    (coalesce(r.ended_at, r.started_at) at time zone getvariable('zone'))::date as day,
    date_trunc('week', coalesce(r.ended_at, r.started_at) at time zone getvariable('zone'))::date as week_start, r.items_seen, p.role,
    coalesce(r.recorded_at > coalesce(r.ended_at, r.started_at) + to_hours(
        (select value from staging.local_choice where id = 'late_recording_hours')), false) as is_late_record
from staging.round r
left join staging.login p
    on p.login = lower(r.actor) and p.since <= (coalesce(r.ended_at, r.started_at) at time zone getvariable('zone'))::date
    and (p.until is null or p.until >= (coalesce(r.ended_at, r.started_at) at time zone getvariable('zone'))::date)
order by r.channel, r.ended_at, r.started_at;

-- Whole milliseconds and minutes: adding intervals to ten million instants asks the calendar for each.
insert into figures.item_day by name
with limits as (
    select e.channel, c.value * 86400000 as allowed, epoch_ms(e.comments_until) - c.value * 86400000 as mature_until
    from staging.evidence e, staging.local_choice c where c.id = 'first_review_within_days'
)
select
    i.channel, i.day, i.week_start, count(*) as items, count(i.decided_at) as reviewed,
    count(*) filter (i.decision_basis = 'round') as reviewed_by_round_only,
    count(*) filter (epoch_ms(i.posted_at) <= l.mature_until) as mature,
    count(*) filter (
        epoch_ms(i.posted_at) <= l.mature_until and epoch_ms(i.decided_at) - epoch_ms(i.posted_at) <= l.allowed
    ) as reviewed_in_time,
    count(*) filter (i.decided_at is null) as open_items, min(i.posted_at) filter (i.decided_at is null) as oldest_open,
    count(*) filter (i.is_flagged) as flagged, count(*) filter (i.is_taken_down) as taken_down,
    count(*) filter (i.is_edited) as edited, count(*) filter (not i.is_zone_known) as zone_unknown
from marts.item i left join limits l on l.channel = i.channel
where i.day is not null
group by i.channel, i.day, i.week_start order by i.channel, i.day;

insert into figures.wait by name
with minute as (
    select channel, epoch_ms(posted_at) // 60000 as posted, epoch_ms(decided_at) // 60000 as decided, count(*) as items
    from marts.item where day is not null group by 1, 2, 3
),
waited as (
    select
        m.channel, make_timestamp(m.posted * 60000000) at time zone 'UTC' at time zone getvariable('zone') as posted_local,
        coalesce(m.decided, epoch_ms(e.comments_until) // 60000) - m.posted as minutes, m.decided is null as is_open, m.items
    from minute m left join staging.evidence e on e.channel = m.channel
)
select
    channel, posted_local::date as day, date_trunc('week', posted_local)::date as week_start,
    greatest(0, minutes) as wait_minutes, is_open, sum(items)::bigint as items
from waited where minutes is not null
group by all order by all;

-- A register's ground is whatever somebody wrote into its cell: what is no id or name of the policy's stays out.
create or replace temp table ground as
select lower(word) as word, min(id) as id
from (select id as word, id from staging.principle union all select name, id from staging.principle) group by lower(word);

insert into figures.removal by name
select
    i.item_key, i.channel, i.moderation, i.day, i.week_start, i.posted_at, i.decided_at, i.removed_at, i.action, i.source,
    coalesce(g.id, if(i.principle is null, null, 'not in the policy')) as principle, i.reason is not null as is_reasoned,
    i.top_category as category, i.grade,
    if(i.shown_until is null or i.shown_from is null, null, greatest(0, epoch(i.shown_until) - epoch(i.shown_from)) / 3600.0) as hours_visible,
    i.grade = 'recorded but still visible' as is_still_visible, (i.confirmed_at at time zone getvariable('zone'))::date as confirmed_on
from marts.item i left join ground g on g.word = lower(trim(i.principle))
where i.is_taken_down order by i.channel, i.posted_at, i.item_key;

insert into figures.disappeared by name
select item_key, channel, day, week_start, posted_at, last_seen as last_seen_at, absent_since, may_be, is_flagged
from marts.item where may_be is not null order by channel, posted_at, item_key;

insert into figures.wave by name
select
    a.week_start, a.wave, count(*) as comments, count(distinct c.author_key) as authors,
    list_sort(list(distinct c.channel)) as channels, min(c.posted_at) as first_at, max(c.posted_at) as last_at,
    count(*) filter (i.is_flagged) as flagged
from marts.alike a
join staging.comment c on c.item_key = a.item_key
join marts.item i on i.item_key = a.item_key
group by a.week_start, a.wave having count(*) > 2 order by all;

insert into figures.flag_outcome by name
with found as (
    select item_key, channel, day, week_start, decided_at, is_taken_down, unnest(coalesce(categories, ['nothing'])) as category
    from marts.item where day is not null
),
wrong as (
    select distinct item_key, body ->> 'category' as category from raw.event
    where kind = 'wrong_flag' and seq not in (select seq from staging.undone)
)
select
    f.channel, f.day, f.week_start, f.category, count(*) as comments,
    count(*) filter (f.decided_at is not null or w.item_key is not null) as reviewed, count(w.item_key) as marked_wrong,
    count(*) filter (f.is_taken_down and f.decided_at is not null and w.item_key is null) as upheld
from found f left join wrong w on w.item_key = f.item_key and w.category = f.category
group by all order by all;

insert into figures.model select name, figures from staging.model;

insert into figures.category_day by name
with totals as (select channel, day, week_start, count(*) as scored from marts.item where day is not null group by all),
found as (
    select channel, day, category, count(*) as flagged
    from (select channel, day, unnest(categories) as category from marts.item where is_flagged) group by all
)
select t.channel, t.day, t.week_start, f.category, f.flagged, t.scored
from totals t join found f on f.channel = t.channel and f.day = t.day order by all;

insert into figures.moderated_day
with held as (select item_key from staging.comment where item_key in (select item_key from staging.action where item_key is not null))
select
    a.channel, (a.at_time at time zone getvariable('zone'))::date, date_trunc('week', a.at_time at time zone getvariable('zone'))::date,
    a.source, count(*), count(*) filter (a.is_automatic), count(*) filter (a.item_key is null),
    count(distinct a.item_key) filter (a.action in ('trash', 'spam', 'delete', 'hide') and h.item_key is null)
from staging.action a left join held h on h.item_key = a.item_key
where a.at_time is not null group by all order by all;

insert into figures.expiring
with taken as (
    select c.channel, f.layout, max(f.captured_on) as last_captured
    from staging.file_channel c join raw.file f on f.file_id = c.file_id group by all
)
select c.channel, e.layout, e.what, e.keeps_days, coalesce(e.is_log, false), t.last_captured, t.last_captured + e.keeps_days
from staging.expiry e
join staging.channel c on c.platform = e.platform
left join taken t on t.channel = c.channel and t.layout = e.layout
order by c.position, e.keeps_days, e.layout;

create or replace temp table latest_post as
with told as (
    select
        p.*, coalesce(p.channel, f.channel, m.channel, p.platform) as in_channel, f.file_rank,
        coalesce(p.published_at, p.published_local at time zone getvariable('zone')) as moment
    from raw.post p join staging.file f on f.file_id = p.file_id left join staging.platform_channel m on m.platform = p.platform
)
select
    item_key as post_key, arg_max(in_channel, file_rank) as channel, any_value(platform) as platform,
    arg_max(id, file_rank) as id, arg_max(kind, file_rank) as kind, bool_or(in_reply_to is not null or kind = 'reply') as is_reply,
    coalesce(max(published_at), arg_max(moment, file_rank)) as published_at, arg_max(text, file_rank) as text, arg_max(url, file_rank) as url,
    max(deleted_at) as deleted_at
from told group by item_key;

insert into figures.post
select
    post_key, channel, platform, kind, is_reply, published_at, (published_at at time zone getvariable('zone'))::date,
    date_trunc('week', published_at at time zone getvariable('zone'))::date
from latest_post order by channel, published_at, post_key;

insert into figures.post_figure
with told as (
    select p.*, f.file_rank, coalesce(p.captured_on, f.captured_on) as captured from raw.post p join staging.file f on f.file_id = p.file_id
),
single as (
    unpivot (
        select item_key, captured, file_rank, views, reach, impressions, reactions, likes, comments, replies, shares, saves,
            follows, engagements, clicks_link, clicks_other, seconds_viewed
        from told
    ) on columns(* exclude (item_key, captured, file_rank)) into name metric value figure
    union all by name
    select item_key, captured, file_rank, unnest(map_keys(other)) as metric, unnest(map_values(other)) as figure from told
    where other is not null
)
select item_key, metric, captured, arg_max(figure, file_rank)
from single where figure is not null group by item_key, metric, captured order by all;

insert into figures.figure_day
select
    coalesce(g.channel, f.channel, m.channel, g.platform) as channel, g.platform, g.metric, g.day, g.since, g.until, g.page,
    arg_max(g.value, f.file_rank) as value
from raw.figure g join staging.file f on f.file_id = g.file_id left join staging.platform_channel m on m.platform = g.platform
where g.came_from is null
group by 1, 2, 3, 4, 5, 6, 7 order by all;

insert into figures.visit_source
with source as (
    select s.came_from, coalesce(arg_max(h.platform, length(h.host)), if(s.came_from = 'direct', 'direct', 'other')) as platform
    from (select distinct came_from from raw.figure where came_from is not null) s
    left join staging.platform_host h on s.came_from = h.host or contains(h.host, '.') and ends_with(s.came_from, '.' || h.host)
    group by s.came_from
),
-- What one file says, its parts added; a file names one platform in several ways, and what is no platform is told apart still.
told as (
    select
        coalesce(g.channel, f.channel, m.channel, g.platform) as channel, s.platform as came_from,
        if(s.platform = 'other', g.came_from, null) as site, g.metric, g.day, g.since, g.until, g.page, f.file_rank,
        sum(g.value) as value, count(*) as parts
    from raw.figure g join source s using (came_from) join staging.file f on f.file_id = g.file_id
    left join staging.platform_channel m on m.platform = g.platform
    where g.metric in ('sessions', 'visits', 'visitors')
    group by all
),
latest as (
    select channel, came_from, site, metric, day, since, until, page, arg_max(value, file_rank) as value, arg_max(parts, file_rank) as parts
    from told group by all
)
select channel, came_from, metric, day, since, until, page, sum(value)
from latest group by all
-- People are not added up: they stand only where one name alone tells of them.
having metric <> 'visitors' or sum(parts) = 1
order by all;
