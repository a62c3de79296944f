-- One row per item of the public, without text: when it was decided, by what evidence, and what became of it.

create table if not exists marts.item (
    item_key uuid, channel varchar, moderation varchar, posted_at timestamptz, day date, week_start date, is_zone_known boolean,
    is_edited boolean, is_flagged boolean, top_category varchar, top_score double, categories varchar[], veil boolean,
    decided_at timestamptz, decision varchar, decision_basis varchar, is_taken_down boolean, removed_at timestamptz,
    action varchar, source varchar, principle varchar, reason varchar, grade varchar, shown_from timestamptz, shown_until timestamptz,
    confirmed_at timestamptz, first_seen timestamptz, last_seen timestamptz, absent_since timestamptz, may_be varchar,
    is_question boolean
);

create or replace temp table flag as
select
    s.item_key, arg_min(s.category, k.rank) as top_category, arg_min(s.score, k.rank) as top_score,
    list(s.category order by k.rank) as categories, bool_or(k.veil) as veil
from marts.score s join staging.category k on k.category = s.category
where s.is_flagged and s.item_key in (select item_key from touched)
group by s.item_key;

-- What somebody saw last when they looked whether it was gone.
create or replace temp table looked as
select item_key, arg_max({'kind': kind, 'at_time': at_time}, seq) as looked
from raw.event
where kind in ('removal_confirmed', 'still_visible') and item_key in (select item_key from touched)
    and seq not in (select seq from staging.undone)
group by item_key;

delete from marts.item where item_key in (select item_key from touched);
set variable mark = (select coalesce(max(rowid), -1) from marts.item);
insert into marts.item by name
with judged as (
    select
        c.*, d.* exclude (item_key, first_down, last_down), w.* exclude (item_key), f.* exclude (item_key), r.ended_at as round_at,
        ch.moderation, e.comments_until, k.looked, w.item_key is not null as is_recorded,
        c.status in ('hidden', 'trashed', 'spam', 'deleted') and c.status_raw is distinct from 'post-trashed' as is_gone
    from touched_comment c
    left join decided d on d.item_key = c.item_key
    left join recorded w on w.item_key = c.item_key
    left join flag f on f.item_key = c.item_key
    left join staging.channel ch on ch.channel = c.channel
    left join staging.evidence e on e.channel = c.channel
    left join looked k on k.item_key = c.item_key
    asof left join reach r on r.channel = c.channel and r.covered_through >= c.posted_at
    where not c.is_own
),
graded as (
    select
        *,
        case
            when not is_recorded and is_gone then 'hidden, unrecorded'
            -- What went with its page was no absence of its own.
            when not is_recorded and absent_since is not null and status_raw is distinct from 'post-trashed' then 'absent, cause unknown'
            when not is_recorded then null
            -- Somebody looked, and put it into the ledger: that counts until a later file tells otherwise.
            when looked.kind = 'still_visible' and looked.at_time > down_at and missed_at is null then 'recorded but still visible'
            when looked.kind = 'removal_confirmed' and looked.at_time >= down_at
                and not (status = 'visible' and status_at > looked.at_time) then 'recorded and confirmed'
            when missed_at is not null or (is_gone and status_at > down_at) then 'recorded and confirmed'
            -- X's exports never tell which replies are hidden; a file that tells no status shows what was not deleted.
            when platform <> 'x' and (status = 'visible' and status_at > down_by
                or action = 'delete' and last_seen > down_by and coalesce(status_at <= down_at, true)) then 'recorded but still visible'
            else 'recorded, not yet confirmed'
        end as grade,
        round_at >= posted_at as is_round_covered,
        case when is_recorded and is_dated then down_at
            -- Somebody saw that it was gone: it was so by then.
            when is_recorded and looked.kind = 'removal_confirmed' and looked.at_time >= down_at then looked.at_time
        end as gone_at
    from judged
)
select
    item_key, channel, moderation, posted_at, (posted_at at time zone getvariable('zone'))::date as day,
    date_trunc('week', posted_at at time zone getvariable('zone'))::date as week_start, is_zone_known,
    revisions > 1 as is_edited, top_category is not null as is_flagged, top_category, top_score, categories,
    coalesce(veil, false) as veil,
    case when is_round_covered then least(own_at, round_at) else own_at end as decided_at,
    case when own_at is not null and (not coalesce(is_round_covered, false) or own_at <= round_at) then own_action
        when is_round_covered then 'seen in a round' end as decision,
    case when own_at is not null then 'own decision' when is_round_covered then 'round' end as decision_basis,
    grade is not null and grade <> 'absent, cause unknown' as is_taken_down, gone_at as removed_at,
    case when is_recorded then action when is_gone then status end as action, case when is_recorded then source end as source,
    principle, reason, grade,
    case when moderation = 'before' then approved_at else posted_at end as shown_from,
    case when grade = 'recorded but still visible' then comments_until
        else gone_at end as shown_until,
    case when grade = 'recorded and confirmed' then coalesce(missed_at, looked.at_time, status_at) end as confirmed_at,
    first_seen, last_seen, absent_since,
    case when grade = 'absent, cause unknown' then
        case when platform = 'wordpress' then 'may be spam, or deleted for good' else 'author, platform or an unrecorded removal' end
    end as may_be,
    is_question(text) or item_key in (select item_key from raw.erased_question) as is_question
from graded;
