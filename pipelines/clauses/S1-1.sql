-- clause: S1-1
-- asks: People are kept informed about consultations, surveys and whatever concerns their health and care services.
-- class: semi
-- type: OUT REACH
-- rows: our_posts
-- how: Posts of the week on any channel about a consultation, a survey or a service, told by their words.
-- cannot: Whether people are well informed by it.
with told as (
    select week_start, sum(posted) as posted, bool_or(is_told and is_active) as is_told, bool_and(is_covered or not is_active) as is_covered
    from own_asked group by week_start
),
about as (
    select week_start, count(distinct post_key) as n, list(distinct post_key) as keys
    from post_topic where topic in ('consultation', 'survey', 'service') group by week_start
)
select
    o.channel, o.week_start as week,
    case when not o.is_over then 'provisional' when b.n > 0 then 'met' when not t.is_told or t.is_covered then 'not evidenced' else 'provisional' end as state,
    case
        when not o.is_over then 'the week is not over'
        when b.n > 0 then format('{} of {} about a consultation, a survey or a service', b.n, counted(t.posted, 'post'))
        when not coalesce(t.is_told, false) then 'no export of our posts covers the week'
        else format('none of {} was about one', counted(t.posted, 'post'))
    end as reason,
    posts_said(coalesce(b.keys, [])) as evidence
from once o left join told t on t.week_start = o.week_start left join about b on b.week_start = o.week_start
