-- Comments that were to be reworded, with the first wording proposed.

create or replace temp table reworded as
select
    d.channel, d.item_key, d.seq, d.week_start, d.at_time, min(p.seq) as proposal, min(p.at_time) as proposed_at,
    coalesce(d.has_contact, true) as has_contact
from act d left join act p on p.refers_seq = d.seq and p.kind = 'rewording_proposed'
where d.decision = 'reword' and d.kind in ('decision', 'doubt_answered') group by all;
