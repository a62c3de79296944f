-- Comments of one week that say nearly the same: brigading, waves of spam. Worked out for each week that was touched.

create table if not exists marts.alike (item_key uuid, week_start date, wave uuid);

create or replace temp table alike_item as
select
    item_key, week_start,
    -- What changes from one copy to the next: links, figures, signs, accents, capitals.
    trim(regexp_replace(regexp_replace(lower(strip_accents(text)), 'https?://\S+|www\.\S+', ' ', 'g'), '[^\pL]+', ' ', 'g')) as folded
from (
    select item_key, text, date_trunc('week', posted_at at time zone getvariable('zone'))::date as week_start
    from staging.comment where not is_own and text is not null and not is_erased(text)
)
where week_start in (
    select date_trunc('week', posted_at at time zone getvariable('zone'))::date from touched_comment where not is_own
);

-- One row for each folded text of a week; six prints of its pairs of words, of which like texts share some.
create or replace temp table alike_text as
with words as (
    select week_start, folded, min(item_key) as key, string_split(folded, ' ') as words
    from alike_item where length(folded) >= 12 group by all
),
paired as (
    select
        week_start, folded, key,
        list_distinct(list_transform(range(1, len(words)), lambda i: hash(words[i] || ' ' || words[i + 1]))) as pairs
    from words
)
select *, list_transform(range(1, 7), lambda n: list_min(list_transform(pairs, lambda p: hash(p, n)))) as prints
from paired;

-- Each is held against the first that shares a print with it, never all with all: ten thousand copies are ten thousand links.
create or replace temp table alike_link as
with printed as (
    select week_start, key, pairs, unnest(prints) as print, generate_subscripts(prints, 1) as n from alike_text where len(pairs) >= 4
),
firsts as (select week_start, n, print, arg_min(pairs, key) as pairs, min(key) as key from printed group by all having count(*) > 1)
select distinct f.key as one, p.key as other
from firsts f join printed p on p.week_start = f.week_start and p.n = f.n and p.print = f.print and p.key > f.key
where len(list_intersect(f.pairs, p.pairs)) >= 0.34 * (len(f.pairs) + len(p.pairs));

create or replace temp table alike_wave as select week_start, folded, key, key as wave from alike_text;
