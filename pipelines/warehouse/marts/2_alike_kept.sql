-- The waves of the touched weeks: every comment that is not alone in its own.

delete from marts.alike
where week_start in (select week_start from alike_item) or item_key in (select item_key from touched);
insert into marts.alike
select i.item_key, i.week_start, w.wave
from alike_item i join alike_wave w on w.week_start = i.week_start and w.folded = i.folded
qualify count(*) over (partition by i.week_start, w.wave) > 1;
