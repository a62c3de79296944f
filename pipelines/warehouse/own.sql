-- The wordings of our own that the detectors in force have not scored, each with what it answers of the public's.

create or replace temp table own_wording as
with ours as (
    select item_key, platform, text, in_reply_to as parent_id, coalesce(published_at::date, published_local::date) as day
    from raw.post where trim(text) <> ''
    union all
    select item_key, platform, text, parent_id, coalesce(posted_at::date, posted_local::date)
    from raw.comment
    where trim(text) <> '' and item_key in (select item_key from raw.comment where is_own)
)
select
    item_key, text, max(day) as day,
    max(item_key(platform, parent_id, null, null)) filter (parent_id is not null) as parent_key
from ours group by item_key, text;

create or replace temp table own_pending as
with answered as (
    select item_key, arg_max(text, file_id) as text from raw.comment
    where item_key in (select parent_key from own_wording) and trim(text) <> '' and not coalesce(is_own, false)
    group by item_key
),
keyed as (
    select own_key(w.item_key, a.text is not null, w.text) as text_key, w.text, a.text as parent, w.day
    from own_wording w left join answered a on a.item_key = w.parent_key
)
select row_number() over (order by text_key) as place, *
from keyed
anti join (select text_key from raw.scored_text where detectors = getvariable('detectors')) s using (text_key)
where not is_erased(text);

-- What is erased cannot be scored again: new detectors are given what was found in it.
create or replace temp table own_erased as
with stones as (
    select own_key(item_key, answers, text) as text_key from own_wording, (values (true), (false)) as either (answers) where is_erased(text)
)
select s.text_key, arg_max(t.detectors, t.scored_at) as detectors
from stones s join raw.scored_text t using (text_key)
group by s.text_key having arg_max(t.detectors, t.scored_at) <> getvariable('detectors');

insert into raw.score select getvariable('detectors'), s.text_key, s.category, s.score
from raw.score s join own_erased e using (text_key, detectors);
insert into raw.own_fact select getvariable('detectors'), f.text_key, f.name, f.value, f.number
from raw.own_fact f join own_erased e using (text_key, detectors);
insert into raw.scored_text select getvariable('detectors'), t.text_key, t.language, t.scored_at
from raw.scored_text t join own_erased e using (text_key, detectors);
