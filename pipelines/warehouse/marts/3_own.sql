-- What we ourselves published, checked: posts and answers, what was found in them and what people said of it since.

create or replace temp table own_item as
select
    post_key, channel, platform, if(is_reply, 'reply', 'post') as kind, published_at, text, url, id,
    null::varchar as parent_id, null::varchar as root_id, null::varchar as on_post, deleted_at is null as is_live
from latest_post where trim(text) <> '' and post_key not in (select item_key from staging.comment where is_own)
union all by name
select
    item_key as post_key, channel, platform, 'reply' as kind, posted_at as published_at, text, link as url, id, parent_id,
    null as root_id, post_id as on_post,
    absent_since is null and status not in ('hidden', 'trashed', 'spam', 'deleted') as is_live
from staging.comment where is_own and trim(text) <> '';

-- Up from each answer to the comment of the public below which it stands.
create or replace temp table own_answer as
with recursive up as (
    select o.post_key, o.channel, p.id, p.parent_id, p.item_key, p.is_own, 1 as steps
    from own_item o join staging.comment p on p.channel = o.channel and p.id = o.parent_id
    union all
    select u.post_key, u.channel, p.id, p.parent_id, p.item_key, p.is_own, u.steps + 1
    from up u join staging.comment p on p.channel = u.channel and p.id = u.parent_id where u.steps < 40
),
root as (
    select post_key, arg_max(item_key, steps) as thread_key, arg_min(item_key, steps) filter (not is_own and steps = 1) as parent_key
    from up group by post_key
)
select
    r.post_key, r.thread_key, r.parent_key, coalesce(q.is_question, false) as answers_question,
    row_number() over (partition by r.thread_key order by o.published_at, o.post_key) as nth
from root r join own_item o using (post_key) left join marts.item q on q.item_key = r.parent_key;

create or replace temp table own_scored as
with wording as (
    select p.item_key as post_key, p.item_key, p.text, f.file_rank * 4294967296 + p.line as place
    from raw.post p join staging.file f using (file_id)
    union all
    select coalesce(s.same_as, c.item_key) as post_key, c.item_key, c.text, f.file_rank * 4294967296 + c.line
    from raw.comment c join staging.file f using (file_id) left join staging.same s on s.item_key = c.item_key
    where post_key in (select post_key from own_item where kind = 'reply')
)
select w.post_key, arg_max(k.text_key, w.place * 2 + k.answers::integer) as text_key
from wording w, (values (true), (false)) as either (answers),
    lateral (select own_key(w.item_key, either.answers, w.text) as text_key, either.answers) k
where k.text_key in (select text_key from raw.scored_text where detectors = getvariable('detectors'))
group by w.post_key;

create or replace temp table own_found as
select o.post_key, f.name, f.value, f.number
from own_scored o join raw.own_fact f on f.text_key = o.text_key and f.detectors = getvariable('detectors');

-- Who is said to have published it, and in what role they were then.
create or replace temp table own_named as
select e.item_key as post_key, arg_max(e.body ->> 'person', e.seq) as person
from raw.event e where e.kind = 'post_named' and e.seq not in (select seq from staging.undone) group by e.item_key;

insert into figures.outbound_category select category, name, rank, threshold, clause, is_rule from staging.outbound order by rank;

insert into figures.own_post by name
select
    o.post_key, o.channel, o.kind, (o.published_at at time zone getvariable('zone'))::date as day,
    date_trunc('week', o.published_at at time zone getvariable('zone'))::date as week_start, o.published_at, o.is_live,
    s.text_key is not null as is_scored, f.words, f.misspelled, f.american, f.last_day, f.is_event, f.has_campaign, f.has_disclaimer,
    contains(lower(o.text), g.address) or coalesce(f.has_signpost, false) as has_signpost, a.thread_key, a.nth as nth_in_thread,
    coalesce(a.answers_question, false) as answers_question, n.person is not null as is_named, n.role as named_role,
    coalesce(n.is_paid, false) as is_named_paid
from own_item o
cross join staging.signpost g
left join own_scored s using (post_key)
left join own_answer a using (post_key)
left join (
    select
        post_key, sum(number) filter (name = 'words')::integer as words, sum(number) filter (name = 'misspelled')::integer as misspelled,
        sum(number) filter (name = 'american')::integer as american, max(try_cast(value as date)) filter (name = 'last_day') as last_day,
        bool_or(name = 'closing' or name = 'topic' and value = 'event') as is_event, bool_or(name = 'campaign') as has_campaign,
        bool_or(name = 'disclaimer') as has_disclaimer, bool_or(name = 'signpost') as has_signpost
    from own_found group by post_key
) f using (post_key)
left join (
    select d.post_key, any_value(d.person) as person, any_value(l.role) as role, bool_or(r.is_paid) as is_paid
    from own_named d join own_item i using (post_key)
    left join staging.login l on l.login = d.person and l.since <= (i.published_at at time zone getvariable('zone'))::date
        and coalesce(l.until >= (i.published_at at time zone getvariable('zone'))::date, true)
    left join staging.role r on r.role = l.role
    group by d.post_key
) n using (post_key)
order by o.channel, o.published_at, o.post_key;

insert into figures.post_topic
select distinct f.post_key, p.channel, p.day, p.week_start, f.value
from own_found f join figures.own_post p using (post_key) where f.name = 'topic' order by all;

insert into figures.post_source
select p.post_key, p.channel, p.day, p.week_start, f.value, coalesce(h.class, 'unlisted'), h.name
from own_found f join figures.own_post p using (post_key)
left join lateral (
    select arg_max(s.class, length(s.host)) as class, arg_max(s.name, length(s.host)) as name
    from staging.source_host s where f.value = s.host or ends_with(f.value, '.' || s.host)
) h on true
where f.name = 'link' order by all;

insert into figures.post_check by name
with proposed as (
    select o.post_key, s.category
    from own_scored o join raw.score s on s.text_key = o.text_key and s.detectors = getvariable('detectors')
    join staging.outbound k on k.category = s.category join own_item i on i.post_key = o.post_key
    -- A post of ours that asks something is no conversation: only an answer can be.
    where s.score >= k.threshold and (s.category <> 'conversation' or i.kind = 'reply')
    union
    select post_key, 'no_signpost' from figures.own_post where answers_question and not has_signpost
    union
    select post_key, 'thread' from figures.own_post where nth_in_thread > 1
    union
    select post_key, 'no_disclaimer' from figures.own_post where has_campaign and not has_disclaimer
    union
    select post_key, 'unlisted_source' from figures.post_source where class = 'unlisted'
    union
    select f.post_key, 'private_meeting' from own_found f join own_item o using (post_key)
    where f.name = 'meeting' and not exists (select 1 from staging.public_meeting m where contains(lower(o.text), m.words))
),
said as (
    -- Said of words that were changed since, a verdict says nothing of what stands there now.
    select e.item_key as post_key, e.body ->> 'category' as category, arg_max(e.body ->> 'verdict', e.seq) as verdict,
        max(e.at_time) as checked_at, arg_max(e.role, e.seq) as role
    from raw.event e join own_item o on o.post_key = e.item_key
    where e.kind = 'post_checked' and e.seq not in (select seq from staging.undone)
        and (e.body ->> 'revision' is null or revision_of(o.text) in ('', e.body ->> 'revision'))
    group by all
)
select
    p.post_key, p.channel, p.kind, p.day, p.week_start, k.category, k.clause, coalesce(s.verdict, 'proposed') as state,
    a.post_key is not null as is_proposed, s.checked_at, s.role
from (select post_key, category from proposed union select post_key, category from said) c
join figures.own_post p using (post_key)
join staging.outbound k on k.category = c.category
left join said s on s.post_key = c.post_key and s.category = c.category
left join proposed a on a.post_key = c.post_key and a.category = c.category
order by p.channel, p.day, p.post_key, k.rank;

-- Answers that people asked for: a question, and the first answer of ours to it or beside it.
create or replace temp table asked as
select i.item_key, i.channel, i.day, i.week_start, i.posted_at, c.id, c.parent_id, c.post_id
from marts.item i join staging.comment c using (item_key)
where i.is_question and i.day is not null and not i.is_taken_down;

insert into figures.question by name
with given as (
    select q.item_key, o.post_key from asked q join own_item o on o.channel = q.channel and o.parent_id = q.id and o.published_at >= q.posted_at
    union
    select q.item_key, o.post_key from asked q
    join own_item o on o.channel = q.channel and o.parent_id = q.parent_id and o.published_at > q.posted_at
    where q.parent_id <> q.post_id
)
select
    q.item_key, q.channel, q.day, q.week_start, min(p.published_at) as answered_at, bool_or(p.has_signpost) as is_signposted,
    date_diff('minute', q.posted_at, min(p.published_at) filter (p.has_signpost)) as minutes_to_signpost
from given g join asked q using (item_key) join figures.own_post p using (post_key)
group by q.item_key, q.channel, q.day, q.week_start, q.posted_at order by all;

insert into figures.question_day
select channel, day, week_start, count(*) from asked group by all order by all;
