-- What is known of the items in `chosen`, less text and person. A text's place is taken by one that says so, unlike any
-- other, under which the same scores stand, so that no figure changes.

create or replace temp table erasing as
select item_key, item_key as whole from chosen
union
select s.item_key, s.same_as from staging.same s where s.same_as in (select item_key from chosen) or s.item_key in (select item_key from chosen)
union
select s.same_as, s.same_as from staging.same s where s.item_key in (select item_key from chosen);

create or replace temp table member as
select item_key, coalesce((select min(same_as) from staging.same s where s.item_key = e.item_key), item_key) as whole
from (select distinct item_key from erasing) e;

-- Texts that are compared as equal stay so: they differ only in white space.
create or replace temp table worded as
with said as (
    select distinct m.whole, c.text, plain_text(c.text) as plain
    from raw.comment c join member m on m.item_key = c.item_key
    where c.text is not null and not is_erased(c.text)
),
named as (select whole, plain, uuid()::varchar as name from (select distinct whole, plain from said))
select
    s.whole, s.text, s.plain,
    '[erased ' || n.name || ']' || repeat(' ', (row_number() over (partition by s.whole, s.plain order by s.text) - 1)::integer) as stone
from said s join named n on n.whole = s.whole and n.plain = s.plain;

insert into raw.scored_text
select s.detectors, md5(w.stone)::uuid, s.language, s.scored_at from raw.scored_text s join worded w on md5(w.text)::uuid = s.text_key;
insert into raw.score
select s.detectors, md5(w.stone)::uuid, s.category, s.score from raw.score s join worded w on md5(w.text)::uuid = s.text_key;

insert into raw.erased_question
select c.item_key from staging.comment c where c.item_key in (select whole from member) and is_question(c.text)
on conflict do nothing;

-- Of our own, too, what was found stays under what stands for the text, and what the rules would have seen in it.
create or replace temp table own_worded as
select distinct
    own_key(c.item_key, either.answers, w.text) as old, own_key(c.item_key, either.answers, w.stone) as new,
    contains(lower(w.text), (select any_value(address) from staging.signpost)) as has_signpost,
    exists (select 1 from staging.public_meeting m where contains(lower(w.text), m.words)) as is_public
from worded w join member m on m.whole = w.whole join raw.comment c on c.item_key = m.item_key and c.text = w.text,
    (values (true), (false)) as either (answers);
insert into raw.score select s.detectors, o.new, s.category, s.score from raw.score s join own_worded o on o.old = s.text_key;
insert into raw.own_fact select f.detectors, o.new, f.name, f.value, f.number from raw.own_fact f join own_worded o on o.old = f.text_key
where f.name <> 'meeting' or not o.is_public;
insert into raw.own_fact
select s.detectors, o.new, 'signpost', '', 1 from raw.scored_text s join own_worded o on o.old = s.text_key where o.has_signpost;
insert into raw.scored_text
select s.detectors, o.new, s.language, s.scored_at from raw.scored_text s join own_worded o on o.old = s.text_key;
delete from raw.span where text_key in (select old from own_worded);
delete from raw.score where text_key in (select old from own_worded);
delete from raw.own_fact where text_key in (select old from own_worded);
delete from raw.model_score where text_key in (select old from own_worded);
delete from raw.scored_text where text_key in (select old from own_worded);

update raw.reject set raw = '[erased]'
where exists (select 1 from worded w where length(w.plain) >= 8 and contains(raw, w.text))
    or exists (select 1 from named_person n where contains(lower(raw), n.name));
update raw.action set reason = null, evidence = null
where exists (select 1 from worded w where length(w.plain) >= 8 and (contains(reason, w.text) or contains(evidence, w.text)));
update staging.without_id o set plain = plain_text(w.stone)
from worded w join member m on m.whole = w.whole where o.item_key = m.item_key and o.plain = w.plain;

update raw.comment c set text = w.stone from worded w join member m on m.whole = w.whole where c.item_key = m.item_key and c.text = w.text;
update raw.comment set author_key = null, author_email = null, author_ip = null, link = null
where item_key in (select item_key from member);

-- Scores and spans go by text: they stay only where somebody else wrote the same.
create or replace temp table unsaid as
select distinct md5(text)::uuid as text_key from worded where text not in (select text from raw.comment where text is not null);
delete from raw.span where text_key in (select text_key from unsaid);
delete from raw.score where text_key in (select text_key from unsaid);
delete from raw.model_score where text_key in (select text_key from unsaid);
delete from raw.scored_text where text_key in (select text_key from unsaid);

-- Whoever loads the item again finds this.
insert into raw.erased
select m.item_key, coalesce(min(w.stone), '[erased ' || m.item_key || ']'), now()
from member m left join worded w on w.whole = m.whole
where m.item_key not in (select item_key from raw.erased) group by m.item_key;
insert into raw.unpublished select item_key from member;
