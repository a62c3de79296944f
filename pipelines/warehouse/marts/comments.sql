-- comments.duckdb: text and people, for those who may read them.

create table comment (
    item_key uuid, channel varchar, platform varchar, id varchar, parent_id varchar, post_id varchar,
    posted_at timestamptz, posted_local timestamp, day date, week_start date, is_zone_known boolean,
    author_key varchar, is_own boolean, text varchar, status varchar, kind varchar, link varchar,
    like_count bigint, reply_count bigint, rating double, revisions integer,
    first_seen timestamptz, last_seen timestamptz, absent_since timestamptz,
    decided_at timestamptz, decision varchar, decision_basis varchar,    -- basis: own decision | round
    top_category varchar, top_score double, categories varchar[], veil boolean,
    sources varchar[],                                                      -- the layouts that speak of it
    sightings struct(file_no integer, line bigint, status varchar)[]        -- where it stands in files, and as what
);
create table revision (item_key uuid, text varchar, first_seen timestamptz, last_seen timestamptz);
-- Comments that say nearly the same as others of their week: how many there are, by how many authors.
create table alike (item_key uuid, week_start date, wave uuid, comments bigint, authors bigint);
create table score (item_key uuid, category varchar, score double, is_flagged boolean);
create table span (item_key uuid, category varchar, detector varchar, span_start integer, span_end integer);
create table action (
    item_key uuid, channel varchar, action varchar, actor varchar, is_automatic boolean, at_time timestamptz,
    source varchar, decided_at timestamptz, reason varchar, principle varchar, sightings struct(file_no integer, line bigint)[]
);
-- The ledger, an event a row: is_undone where a later event took it back. `body` is the event as it was hashed.
create table event (
    seq bigint, id varchar, kind varchar, at_time timestamptz, recorded_at timestamptz, day date, week_start date, actor varchar,
    role varchar, policy varchar, channel varchar, item_key uuid, refers_to varchar, decision varchar, principle varchar,
    harm_target varchar, is_outbound boolean, is_undone boolean, body json
);
-- What platforms or registers tell that differs from a final decision of the ledger made before it.
create table final_overruled (item_key uuid, channel varchar, seq bigint, decision varchar, action varchar, at_time timestamptz, source varchar);
create table post_text (
    post_key uuid, channel varchar, id varchar, kind varchar, published_at timestamptz, day date, week_start date, text varchar, url varchar
);
create table round_person (
    channel varchar, actor varchar, started_at timestamptz, ended_at timestamptz, covered_through timestamptz,
    recorded_at timestamptz, items_seen integer, note varchar, day date, week_start date
);
create table access (channel varchar, person varchar, role varchar, since date, until date, checked_on date, checked_by varchar);
create table import_file (
    file_no integer, name varchar, layout varchar, channel varchar, sha256 varchar, captured_on date, covers_since date,
    covers_until date, loaded_at timestamptz, counts json, notes varchar[]
);
create table refusal (name varchar, sha256 varchar, reason varchar, refused_at timestamptz);
create table reject (file_no integer, line bigint, reason varchar, raw varchar);
-- What we ourselves wrote, and what it answers; person: who is named for it.
create table own_text (
    post_key uuid, channel varchar, kind varchar, id varchar, published_at timestamptz, text varchar, url varchar, answers varchar,
    answers_key uuid, person varchar
);
create table own_score (post_key uuid, category varchar, score double);
create table own_span (post_key uuid, category varchar, detector varchar, span_start integer, span_end integer);
