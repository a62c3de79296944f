-- What the platforms count of comments against what is held in text: a coverage figure, never a removal.

-- Exports of posts give a count with each; pages of the Graph give it beside the comments, which their notes repeat.
create or replace temp table count_of as
with given as (
    select p.platform, canonical_id(p.platform, p.id) as id, p.post_key, g.value::bigint as counted, g.captured_on
    from latest_post p join figures.post_figure g
        on g.post_key = p.post_key and g.metric = if(p.platform in ('x', 'bluesky', 'mastodon'), 'replies', 'comments')
    union all
    select
        platform, canonical_id(platform, said.post), item_key(platform, said.post, null, null), said.counted::bigint, captured_on
    from (
        select platform, captured_on, regexp_extract(note, 'platform counts (\d+) comments.*\(post ([^)]+)\)', ['counted', 'post']) as said
        from (select platform, captured_on, unnest(notes) as note from raw.file)
        where note like 'platform counts % comments%(post %'
    )
)
select
    platform, id, post_key, arg_max(counted, captured_on) as counted, max(captured_on) as counted_on,
    (max(captured_on) + 1)::timestamp at time zone getvariable('zone') as counted_until
from given where counted is not null and captured_on is not null group by all;

insert into figures.post_comments
-- Held are those that stood there when the platform counted. X counts the replies to the post itself, others all below it.
with held as (
    select
        k.post_key, c.channel, min(c.posted_at) as first_at,
        count(*) filter (coalesce(c.posted_at, c.first_seen) < k.counted_until and c.status not in ('trashed', 'spam', 'deleted')
            and coalesce(c.absent_since >= k.counted_until, true)) as held
    from staging.comment c
    join count_of k on k.platform = c.platform and k.id = if(c.platform = 'x', c.parent_id, c.post_id)
    left join latest_post p on p.post_key = k.post_key
    where p.channel is null or p.channel = c.channel
    group by all
),
-- Where no post is counted, the replies to comments are: a thread of YouTube comes with some of its replies and their number.
answered as (
    select c.channel, c.platform, c.post_id, c.id, c.reply_count, c.posted_at, c.last_seen
    from staging.comment c anti join count_of k on k.platform = c.platform and k.id = c.post_id
    where c.reply_count > 0 and c.post_id is not null
),
replies as (
    select a.channel, a.id, count(*) as held
    from staging.comment r join answered a on a.channel = r.channel and a.id = r.parent_id and r.posted_at <= a.last_seen
    group by all
),
counted as (
    select
        k.post_key, coalesce(p.channel, h.channel, m.channel, k.platform) as channel, coalesce(p.published_at, h.first_at) as began,
        'post' as counts, k.counted, k.counted_on, coalesce(h.held, 0) as held
    from count_of k
    left join held h on h.post_key = k.post_key
    left join latest_post p on p.post_key = k.post_key
    left join staging.platform_channel m on m.platform = k.platform
    union all by name
    select
        item_key(a.platform, a.post_id, null, null) as post_key, a.channel, min(a.posted_at) as began, 'replies' as counts,
        sum(a.reply_count)::bigint as counted, (max(a.last_seen) at time zone getvariable('zone'))::date as counted_on,
        sum(least(a.reply_count, coalesce(r.held, 0)))::bigint as held
    from answered a left join replies r on r.channel = a.channel and r.id = a.id
    group by a.channel, a.platform, a.post_id
)
select
    post_key, channel, (began at time zone getvariable('zone'))::date, date_trunc('week', began at time zone getvariable('zone'))::date,
    counts, counted, counted_on, held
from counted order by channel, began, post_key;
