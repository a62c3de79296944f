-- One step of joining links to waves: a text takes the lowest wave among those that it is linked with.

update alike_wave set wave = lower.wave
from (
    select key, min(wave) as wave
    from (
        select l.other as key, w.wave from alike_link l join alike_wave w on w.key = l.one
        union all
        select l.one, w.wave from alike_link l join alike_wave w on w.key = l.other
    )
    group by key
) lower
where lower.key = alike_wave.key and lower.wave < alike_wave.wave;
