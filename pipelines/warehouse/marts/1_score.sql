-- What each touched item was scored, and whether the policy flags it: thresholds are applied here and nowhere else.

create table if not exists marts.score (item_key uuid, category varchar, score double, is_flagged boolean);

delete from marts.score where item_key in (select item_key from touched);
insert into marts.score
select c.item_key, s.category, s.score, coalesce(s.score >= k.threshold, false)
from touched_comment c
join raw.score s on s.text_key = c.text_key and s.detectors = getvariable('detectors')
left join staging.category k on k.category = s.category
where not c.is_own
union all
-- What no model of English can read is for a person.
select c.item_key, 'another_language', 1, true
from touched_comment c
join raw.scored_text t on t.text_key = c.text_key and t.detectors = getvariable('detectors')
where not c.is_own and t.language not in ('en', 'und');
