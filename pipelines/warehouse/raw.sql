-- Everything as it came: append-only. A row is never changed; what rows mean together is worked out in staging.

create schema if not exists raw;
create schema if not exists staging;
create schema if not exists marts;

create sequence if not exists raw.file_no start 1;

create table if not exists raw.file (
    file_id integer primary key, sha256 varchar unique not null, name varchar not null, layout varchar not null,
    holds varchar not null, platform varchar, channel varchar, captured_on date, captured_at timestamptz,
    covers_since date, covers_until date, snapshot_of varchar[], snapshot_lacks varchar[],
    counts json, notes varchar[], loaded_at timestamptz not null
);
create table if not exists raw.refusal (name varchar, sha256 varchar, reason varchar, refused_at timestamptz);
create table if not exists raw.comment (
    file_id integer not null, line bigint, item_key uuid not null, platform varchar, channel varchar, id varchar,
    parent_id varchar, post_id varchar, posted_at timestamptz, posted_at_raw varchar, posted_local timestamp, zone varchar,
    author_key varchar, author_email varchar, author_ip varchar, is_own boolean, text varchar, status varchar, status_raw varchar, like_count bigint,
    reply_count bigint, rating double, updated_at timestamptz, link varchar, kind varchar
);
create table if not exists raw.post (
    file_id integer not null, line bigint, item_key uuid not null, platform varchar, channel varchar, id varchar,
    published_at timestamptz, published_at_raw varchar, published_local timestamp, zone varchar, text varchar, url varchar,
    kind varchar, in_reply_to varchar, is_share boolean, deleted_at timestamptz, captured_on date,
    views double, reach double, impressions double, reactions double, likes double, comments double, replies double,
    shares double, saves double, follows double, engagements double, clicks_link double, clicks_other double,
    seconds_viewed double, other map(varchar, double)
);
create table if not exists raw.action (
    file_id integer not null, line bigint, item_key uuid, platform varchar, channel varchar, item_id varchar, action varchar,
    actor varchar, is_automatic boolean, at_time timestamptz, at_raw varchar, at_local timestamp, zone varchar, source varchar,
    decided_at timestamptz, reason varchar, principle varchar, evidence varchar
);
create table if not exists raw.figure (
    file_id integer not null, line bigint, platform varchar, channel varchar, metric varchar, day date, since date,
    until date, value double, page varchar, came_from varchar
);
alter table raw.figure add column if not exists came_from varchar;  -- a warehouse of an earlier release lacks it
create table if not exists raw.round (
    file_id integer not null, line bigint, platform varchar, channel varchar, started_at timestamptz, ended_at timestamptz,
    covered_through timestamptz, items_seen integer, actor varchar, recorded_at timestamptz, note varchar
);
create table if not exists raw.access (
    file_id integer not null, line bigint, platform varchar, channel varchar, person varchar, role varchar, since date,
    until date, checked_on date, checked_by varchar
);
create table if not exists raw.reject (file_id integer not null, line bigint, reason varchar, raw varchar);

-- The ledger's events: no text stands in them, and no name. Decisions and rounds are actions and rounds too, `line` their `seq`.
create table if not exists raw.event (
    file_id integer not null, seq bigint primary key, id varchar unique not null, kind varchar not null, at_time timestamptz,
    recorded_at timestamptz, actor varchar, role varchar, policy varchar, channel varchar, item_key uuid, refers_to varchar,
    decision varchar, principle varchar, harm_target varchar, is_outbound boolean, body json
);

-- Items whose text and author were erased, and what stands for the text, also when they are loaded again; and whether files
-- still have to be written afresh.
create table if not exists raw.erased (item_key uuid primary key, stone varchar not null, erased_at timestamptz);
create table if not exists raw.rewriting (is_due boolean);
-- Those that asked something, which what stands for the text does not tell.
create table if not exists raw.erased_question (item_key uuid primary key);

-- Scores are kept by text, for the detectors that gave them, never thresholded; zero scores are left out.
create table if not exists raw.scored_text (detectors varchar not null, text_key uuid not null, language varchar, scored_at timestamptz);
create table if not exists raw.score (detectors varchar not null, text_key uuid not null, category varchar, score double);
create table if not exists raw.span (
    detectors varchar not null, text_key uuid not null, category varchar, detector varchar, span_start integer, span_end integer
);
-- What is known of texts of our own besides their scores: topics, hosts of links, days named, words counted. No words.
create table if not exists raw.own_fact (detectors varchar not null, text_key uuid not null, name varchar, value varchar, number double);
-- What each model alone said, side by side.
create table if not exists raw.model_score (detectors varchar not null, text_key uuid not null, model varchar, category varchar, score float);
create table if not exists raw.scored_file (detectors varchar not null, file_id integer not null);

-- What kind of data this is, and how far staging and publication have come.
create table if not exists raw.nature (is_sample boolean, as_of timestamptz);
create table if not exists raw.built (file_id integer, rules varchar, detectors varchar);
create table if not exists raw.unpublished (item_key uuid);

-- Items without an id that proved to be one with an id (2_same.sql); here, so that they can be counted before a first build.
create table if not exists staging.same (item_key uuid, same_as uuid);

-- One item has one key, whatever layout it came from: Graph writes <post>_<comment> where others write <comment>.
create or replace macro canonical_id(platform, id) as
    case when platform in ('facebook', 'instagram') then regexp_extract(id, '[^_]+$') else id end;
create or replace macro item_key(platform, id, moment, text) as
    md5(platform || ':' || coalesce(canonical_id(platform, id), 'without id ' || coalesce(moment, '') || coalesce(text, '')))::uuid;

-- Whether a text is the mark of an erased one, and nothing more: words that somebody wrote behind it are theirs.
create or replace macro is_erased(text) as regexp_full_match(text, '\[erased [0-9a-f-]{36}\] *');

-- A text of our own is scored as such, by itself or by what it answers, whoever else wrote the same.
create or replace macro own_key(item_key, is_answer, text) as md5(item_key::varchar || if(is_answer, '+', '-') || text)::uuid;

-- Whether somebody asks something: a question with its mark, or the words of one without.
create or replace macro is_question(text) as coalesce(regexp_matches(lower(text),
    '(?:^|[^a-z''])(?:who|what|when|where|why|how|which|whose|can|could|do|does|did|is|are|was|were|will|would|should|has|have|may|any)\s[^.!?\n]{3,200}\?'
    || '|\b(?:do|does) (?:any(?:one|body)|you) know\b|\b(?:can|could) (?:you|any(?:one|body)|someone|somebody) (?:please )?(?:tell|help|say|explain|advise)\b'
    || '|\bplease (?:can|could) you\b|\bi (?:need|want|would like|''d like) to know\b'), false);
