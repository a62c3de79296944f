-- The words of our own posts and answers, what they answer, and where in them something was found.

delete from comments.own_text;
insert into comments.own_text by name
select
    o.post_key, o.channel, o.kind, o.id, o.published_at, o.text, o.url, c.text as answers, c.item_key as answers_key, n.person
from own_item o
left join own_answer a using (post_key)
left join staging.comment c on c.item_key = a.parent_key
left join own_named n using (post_key);

delete from comments.own_score;
insert into comments.own_score
select o.post_key, s.category, s.score from own_scored o
join raw.score s on s.text_key = o.text_key and s.detectors = getvariable('detectors');

delete from comments.own_span;
insert into comments.own_span
select distinct o.post_key, s.category, s.detector, s.span_start, s.span_end
from own_scored o join raw.span s on s.text_key = o.text_key and s.detectors = getvariable('detectors');
