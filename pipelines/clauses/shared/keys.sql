-- Who used what there are keys to, of websites or of all other places: by what was done there and by lists compared.

create or replace temp macro kept_to(of_site) as table
with site as (select channel, channel in (select h.channel from own_host h) as is_site from channel),
lists as (
    select channel, day as checked_on, coalesce(unexpected, 0) as unexpected, seq from act where kind = 'access_list_compared'
    union all
    select channel, checked_on, unexpected, null from access_list
),
last as (
    select a.channel, a.week_start, arg_max({'day': l.checked_on, 'unexpected': l.unexpected, 'seq': l.seq}, (l.checked_on, l.unexpected, coalesce(l.seq, 0))) as last
    from asked a join lists l on l.channel = a.channel and l.checked_on < a.ends group by a.channel, a.week_start
),
worked as (
    select o.channel, o.week_start, sum(o.actions) as actions, sum(o.actions) filter (not coalesce(list_contains(r.keys, o.channel), false)) as others
    from operated o left join role r on r.role = o.role group by o.channel, o.week_start
),
refused as (
    select channel, week_start, list(seq) as seqs from act where list_contains(exceptions, 'S7') and channel is not null group by channel, week_start
)
select
    a.channel, a.week_start as week,
    case when s.is_site = of_site then judged(
        a.is_active, w.others > 0 or f.seqs is not null or l.last.unexpected > 0, a.is_over, l.last is not null and l.last.day >= a.ends - 92, true)
        else 'not applicable' end as state,
    case
        when s.is_site <> of_site then if(of_site, 'no website: see S7-3', 'a website: see S7-2')
        when state = 'breach' then concat_ws('; ',
            case when w.others > 0 then format('{} of {} on the platform by somebody whose role has no keys', w.others, counted(w.actions, 'act')) end,
            case when f.seqs is not null then counted(len(f.seqs), 'decision') || ' on record by somebody without keys' end,
            case when l.last.unexpected > 0 then format('{} too many with access by the list of {}', l.last.unexpected, day_said(l.last.day)) end)
        when state = 'not evidenced' and l.last is null then 'no list of who has access was ever compared'
        when state = 'not evidenced' then 'who has access was last compared on ' || day_said(l.last.day)
        when state = 'met' then 'nobody without keys by the list of ' || day_said(l.last.day)
    end as reason,
    events(coalesce(f.seqs, []) || case when l.last.seq is null then [] else [l.last.seq] end) as evidence
from asked a join site s on s.channel = a.channel
left join last l on l.channel = a.channel and l.week_start = a.week_start
left join worked w on w.channel = a.channel and w.week_start = a.week_start
left join refused f on f.channel = a.channel and f.week_start = a.week_start;
