-- What the policy and the ledger say that clauses are judged by: no name, no key of a person and no words.

insert into figures.policy_version select * from staging.policy_version;
insert into figures.own_host select * from staging.own_host;
insert into figures.retention select * from staging.retention;
insert into figures.role select * from staging.role order by position;
insert into figures.attestation_asked select * from staging.attestation_asked order by position;
insert into figures.open_question select * from staging.open_question order by position;

create or replace temp table held_role as select distinct person, role, since, until from staging.login;

insert into figures.term by name
select h.role, h.since, h.until, a.day as acknowledged_on
from held_role h
left join (
    select e.actor, min((e.at_time at time zone getvariable('zone'))::date) as day
    from raw.event e join staging.policy_version v on v.version = e.body ->> 'policy_version'
    where e.kind = 'acknowledgement' group by e.actor
) a on a.actor = h.person
order by h.since, h.role;

insert into figures.event by name
with told as (
    select *, (at_time at time zone getvariable('zone'))::date as day, body ->> '$.routed_to[*]' as people from raw.event
),
routed as (
    select t.seq, list_sort(list(distinct h.role)) as roles
    from (select seq, day, unnest(people) as person from told where len(people) > 0) t
    join held_role h on h.person = t.person and h.since <= t.day and coalesce(h.until >= t.day, true)
    group by t.seq
)
select
    t.seq, t.kind, t.at_time, t.recorded_at, (t.body ->> 'acted_at')::timestamptz as acted_at, t.day,
    date_trunc('week', t.day)::date as week_start, t.role, t.policy as policy_version, t.channel, t.item_key, r.seq as refers_seq,
    t.decision, t.principle, t.harm_target, t.body ->> 'answer' as answer, coalesce(t.is_outbound, false) as is_outbound,
    u.seq is not null as is_undone, coalesce((t.body ->> 'is_final')::boolean, false) as is_final,
    coalesce((t.body ->> 'is_open_question')::boolean, false) as is_open_question, t.actor = r.actor as is_own_answer,
    (t.body ->> 'has_contact')::boolean as has_contact, (t.body -> 'reason') is not null as has_reason,
    (t.body -> 'scores') is not null as has_scores, (t.body ->> 'is_blind')::boolean as is_blind, p.is_as_approved,
    coalesce((t.body ->> 'automated_detection')::boolean, false) as is_detected, i.top_category as read_for,
    d.roles as routed_to,
    t.body ->> '$.exceptions[*]' as exceptions,
    -- What somebody typed is published only where the policy knows it: a name may have been typed for a subject.
    s.subject, case when regexp_full_match(t.body ->> 'clause', '(S|RH)[\d-]{1,6}[ab]?') then t.body ->> 'clause' end as clause,
    o.choice, v.version, (t.body ->> 'last_changed')::date as last_changed,
    left(t.body ->> 'until', 10)::date as valid_until, len(t.body ->> '$.holders[*]') as holders,
    len(t.body ->> '$.unexpected[*]') as unexpected, len(t.body ->> '$.missing[*]') as missing,
    len(t.body ->> '$.items[*]') as drawn, (t.body ->> 'population')::bigint as population
from told t
left join raw.event r on r.id = t.refers_to
left join routed d on d.seq = t.seq
left join marts.item i on i.item_key = t.item_key
left join (
    select a.seq, plain_text(c.text) = plain_text(a.approved) as is_as_approved
    from approved a join staging.comment c on c.item_key = a.item::uuid and c.status = 'visible' and not is_erased(c.text)
) p on p.seq = t.seq
left join (select distinct seq from staging.undone) u on u.seq = t.seq
left join (select distinct subject from staging.attestation_asked) s on s.subject = t.body ->> 'subject'
left join (
    select id || ':' || unnest(['kept', 'otherwise']) as choice from staging.open_question
) o on o.choice = t.body ->> 'choice'
left join (select distinct version from staging.policy_version) v on v.version = t.body ->> 'policy_version'
order by t.seq;

insert into figures.sample_item
select seq, try_cast(item as uuid) as item_key
from (select seq, unnest(body ->> '$.items[*]') as item from raw.event where kind = 'sample_drawn')
where try_cast(item as uuid) is not null
order by seq, item_key;

insert into figures.before_live by name
with shown as (
    select c.item_key, c.channel, c.sightings, (c.posted_at at time zone getvariable('zone'))::date as day
    from staging.comment c join staging.channel h on h.channel = c.channel and h.moderation = 'before'
    where not c.is_own and c.status = 'visible' and c.posted_at is not null
),
approved as (
    select item_key, min(at_time) as approved_at from staging.action where action = 'approve' and at_time is not null group by item_key
),
seen as (
    -- Of a file that tells only its day, what it shows may have been approved until the day's end.
    select s.item_key, min(coalesce(f.captured_at, (f.captured_on + 1)::timestamp at time zone getvariable('zone'))) as first_shown
    from (select item_key, unnest(sightings, recursive := true) from shown semi join approved using (item_key)) s
    join staging.file f on f.file_id = s.file_no where s.status = 'visible' group by s.item_key
),
judged as (
    select s.*, a.approved_at is null as is_without, coalesce(n.first_shown < a.approved_at, false) as is_after
    from shown s left join approved a using (item_key) left join seen n using (item_key)
)
select
    channel, day, date_trunc('week', day)::date as week_start, count(*) as shown,
    count(*) filter (not is_without and not is_after) as approved, count(*) filter (is_after) as approved_after,
    count(*) filter (is_without) as unapproved,
    list(item_key order by item_key) filter (is_without or is_after) [:20] as examples
from judged group by channel, day order by channel, day;
