-- What we ourselves published, by channel and week, and how far exports of posts reach.

create or replace temp table own_asked as
with reached as (
    select a.channel, a.week_start, bool_or(coalesce(e.covers_until, e.captured_on - 1) >= a.ends - 1 and coalesce(e.covers_since <= a.week_start, true)) as is_covered
    from asked a join export e on e.channel = a.channel and e.kind = 'posts' group by all
),
published as (
    select
        channel, week_start, count(*) as posted, count(*) filter (kind = 'post') as posts, count(*) filter (is_scored) as checked,
        count(*) filter (is_named) as named, count(*) filter (is_named and not is_named_paid) as unpaid, list(post_key) as posted_keys,
        list(post_key) filter (not is_named) as nameless
    from own_post group by all
),
ever as (select distinct channel from own_post where kind = 'post')
select
    a.* exclude (is_closed), coalesce(p.posted, 0) as posted, coalesce(p.posts, 0) as posts, coalesce(p.checked, 0) as checked,
    coalesce(p.named, 0) as named, coalesce(p.unpaid, 0) as unpaid, coalesce(p.posted_keys, []) as posted_keys,
    coalesce(p.nameless, []) as nameless,
    -- A channel whose exports hold posts of ours tells of a week without one; otherwise nothing does.
    coalesce(r.is_covered, false) or e.channel is not null and a.is_closed as is_covered,
    coalesce(p.posted, 0) > 0 or coalesce(r.is_covered, false) or e.channel is not null and a.is_closed as is_told,
    a.now_local > a.ends + choice('first_review_within_days') as is_late
from asked a
left join reached r on r.channel = a.channel and r.week_start = a.week_start
left join published p on p.channel = a.channel and p.week_start = a.week_start
left join ever e on e.channel = a.channel;

create or replace temp macro posts_said(keys) as list_transform(list_sort(list_distinct(keys))[:100], lambda k: 'post:' || k);

-- What was found of these kinds: a person's word makes it a breach or nothing; until there is one it is only proposed.
create or replace temp macro own_found(cats) as table
select
    channel, week_start, count(*) as found, count(*) filter (state = 'confirmed') as confirmed,
    count(*) filter (state = 'proposed') as proposed, coalesce(list(post_key) filter (state <> 'dismissed'), []) as proofs
from (
    select post_key, channel, week_start, min(state) as state -- confirmed, dismissed, proposed: the gravest that stands
    from post_check where list_contains(cats, category) and state <> 'dismissed' group by all
) group by all;

create or replace temp macro own_state(is_active, confirmed, is_over, is_told, posted, checked, proposed, is_late, is_covered) as
    case
        when not is_active then 'not applicable' when confirmed > 0 then 'breach' when not is_over then 'provisional'
        when not is_told or checked < posted or proposed > 0 and is_late then 'not evidenced' when proposed > 0 then 'provisional'
        when not is_covered then 'provisional' when posted = 0 then 'not applicable' else 'met'
    end;

create or replace temp macro own_kept(cats) as table
select
    a.channel, a.week_start as week, a.posted, coalesce(f.confirmed, 0) as confirmed, coalesce(f.proposed, 0) as proposed,
    own_state(a.is_active, coalesce(f.confirmed, 0), a.is_over, a.is_told, a.posted, a.checked, coalesce(f.proposed, 0),
        a.is_late, a.is_covered) as state,
    case
        when not a.is_active then null
        when coalesce(f.confirmed, 0) > 0 then format('confirmed in {}', counted(f.confirmed, 'post'))
        when not a.is_over then 'the week is not over'
        when not a.is_told then 'no export of our posts covers the week'
        when a.checked < a.posted then format('{} of {} not checked yet', a.posted - a.checked, counted(a.posted, 'post'))
        when coalesce(f.proposed, 0) > 0 and state = 'not evidenced'
        then format('{} that nobody has looked at for more than {} days', counted(f.proposed, 'finding'), choice('first_review_within_days'))
        when coalesce(f.proposed, 0) > 0 then format('{} waiting for somebody to look', counted(f.proposed, 'finding'))
        when not a.is_covered then 'no export of our posts reaches the end of the week'
        when a.posted = 0 then 'nothing of ours was published'
        else format('nothing confirmed in {}', counted(a.posted, 'post'))
    end as reason,
    posts_said(coalesce(f.proofs, [])) as evidence
from own_asked a left join own_found(cats) f on f.channel = a.channel and f.week_start = a.week_start;

-- What the policy asks us to share, told by a post's topic or by whom it links to: a week without it breaks nothing.
create or replace temp macro own_about(topics, linked, how) as table
with about as (
    select channel, week_start, count(distinct post_key) as n, list(distinct post_key) as keys
    from (
        select channel, week_start, post_key from post_topic where list_contains(topics, topic)
        union all
        select channel, week_start, post_key from post_source where list_contains(linked, class)
    )
    group by all
)
select
    a.channel, a.week_start as week, coalesce(b.n, 0) as n,
    case
        when not a.is_active then 'not applicable' when not a.is_over then 'provisional' when not a.is_told then 'not evidenced'
        when coalesce(b.n, 0) > 0 then 'met' when not a.is_covered then 'provisional' else 'not applicable'
    end as state,
    case
        when not a.is_active then null when not a.is_over then 'the week is not over'
        when not a.is_told then 'no export of our posts covers the week'
        when coalesce(b.n, 0) > 0 then format('{} of {} {}', b.n, counted(a.posted, 'post'), how)
        when not a.is_covered then 'no export of our posts reaches the end of the week'
        when a.posted = 0 then 'nothing of ours was published'
        else format('none of {} was {}', counted(a.posted, 'post'), how)
    end as reason,
    posts_said(coalesce(b.keys, [])) as evidence
from own_asked a left join about b on b.channel = a.channel and b.week_start = a.week_start;
