-- Events of the ledger as rows. What the figures need of them goes where registers go: decisions are actions, rounds are rounds.

-- One parse of each for all of these: an arrow (->>) would parse it for every field.
insert into raw.event
select
    getvariable('ledger_file')::integer, seq, said.id, said.kind, said."at"::timestamptz, said.recorded_at::timestamptz, said.actor,
    said.role, said.policy, said.channel, try_cast(said.item as uuid), said.refers_to, said.decision, said.principle,
    said.harm_target, coalesce(said.direction, '') = 'outbound', body
from (
    select seq, body::json as body, json_transform(body, '{
        "id": "VARCHAR", "kind": "VARCHAR", "at": "VARCHAR", "recorded_at": "VARCHAR", "actor": "VARCHAR", "role": "VARCHAR",
        "policy": "VARCHAR", "channel": "VARCHAR", "item": "VARCHAR", "refers_to": "VARCHAR", "decision": "VARCHAR",
        "principle": "VARCHAR", "harm_target": "VARCHAR", "direction": "VARCHAR"
    }') as said
    from incoming
);

insert into raw.action by name
select
    e.file_id, e.seq as line, e.item_key, c.platform, e.channel,
    case
        when e.kind = 'rewording_approved' then 'approve' when e.kind = 'rewording_declined' then 'trash'
        else map {
            'leave_up': 'leave', 'nothing_wrong': 'leave', 'approve': 'approve', 'remove': 'delete', 'hide': 'hide',
            'decline': 'trash', 'reword': 'edit', 'doubt': 'hold', 'safeguarding': 'hold'
        }[e.decision]
    end as action,
    e.actor, false as is_automatic, coalesce((e.body ->> 'acted_at')::timestamptz, e.at_time) as at_time, 'in file' as zone,
    'ledger' as source, e.at_time as decided_at, e.principle
from raw.event e left join staging.channel c on c.channel = e.channel
where e.file_id = getvariable('ledger_file')::integer and not e.is_outbound and e.item_key is not null
    and e.kind in ('decision', 'doubt_answered', 'rewording_approved', 'rewording_declined');

insert into raw.round by name
select
    e.file_id, e.seq as line, c.platform, e.channel,
    coalesce((e.body ->> 'started_at')::timestamptz, s.at_time, e.at_time) as started_at, e.at_time as ended_at,
    (e.body ->> 'covered_through')::timestamptz as covered_through, (e.body ->> 'items_seen')::integer as items_seen, e.actor,
    e.recorded_at
from raw.event e
left join staging.channel c on c.channel = e.channel
left join raw.event s on s.id = e.refers_to
where e.file_id = getvariable('ledger_file')::integer and e.kind = 'round_completed';

-- They are one export among the others, captured when somebody last decided or held a round in them.
insert into raw.file by name
select
    any_value(file_id) as file_id, getvariable('ledger_sha256') as sha256,
    format('ledger, events {} to {}', min(seq), max(seq)) as name, 'ledger' as layout, 'rounds' as holds, 'any' as platform,
    coalesce(max(recorded_at) filter (kind in ('decision', 'doubt_answered', 'round_completed')), max(recorded_at)) as captured_at,
    (captured_at at time zone getvariable('zone'))::date as captured_on,
    [] as snapshot_of, [] as snapshot_lacks, json_object('rows', count(*)) as counts, [] as notes, now() as loaded_at
from raw.event where file_id = getvariable('ledger_file')::integer
