-- The record. Events are only ever appended; what they say of the item, kind and event they refer to is read from
-- their canonical text itself, so no second table can disagree with it.

create table event (
    seq integer primary key, body text not null, leaf blob not null,
    id text generated always as (json_extract(body, '$.id')) virtual,
    kind text generated always as (json_extract(body, '$.kind')) virtual,
    item text generated always as (json_extract(body, '$.item')) virtual,
    decision text generated always as (json_extract(body, '$.decision')) virtual,
    refers_to text generated always as (json_extract(body, '$.refers_to')) virtual
);
create unique index event_id on event (id);
create index event_kind on event (kind, seq);
create index event_raised on event (decision, seq) where decision in ('doubt', 'safeguarding', 'reword');
create index event_item on event (item, seq) where item is not null;
create index event_refers_to on event (refers_to, seq) where refers_to is not null;

-- Inner nodes of the Merkle tree, in the order in which events complete them (merkle.place).
create table node (place integer primary key, hash blob not null);

-- Everything that somebody wrote or that names a person: the event holds SHA-256(salt || content) alone. Erased, a
-- row keeps the commitment and the number of the event that says so.
create table sealed (
    commitment text primary key, salt blob, content text, field text not null, class text not null,
    seq integer not null, sealed_at text not null, erased_by integer
) without rowid;
create index sealed_seq on sealed (seq);
create index sealed_class on sealed (class, sealed_at) where content is not null;
create index sealed_erased on sealed (erased_by, commitment) where erased_by is not null;
create table subject (subject text, commitment text, primary key (subject, commitment)) without rowid;
create index subject_commitment on subject (commitment);

create trigger event_in_order before insert on event
when new.seq <> (select coalesce(max(seq), 0) + 1 from event)
begin select raise(abort, 'events are appended in order'); end;
create trigger event_stays before update on event begin select raise(abort, 'events are never changed'); end;
create trigger event_remains before delete on event begin select raise(abort, 'events are never deleted'); end;
create trigger node_in_order before insert on node
when new.place <> (select coalesce(max(place), 0) + 1 from node)
begin select raise(abort, 'nodes are appended in order'); end;
create trigger node_stays before update on node begin select raise(abort, 'nodes are never changed'); end;
create trigger node_remains before delete on node begin select raise(abort, 'nodes are never deleted'); end;
create trigger sealed_stays before update on sealed
when new.content is not null or new.salt is not null or new.commitment <> old.commitment or new.erased_by is null
begin select raise(abort, 'what is sealed is only ever erased'); end;
create trigger sealed_remains before delete on sealed begin select raise(abort, 'commitments are kept'); end;
