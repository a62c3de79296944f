-- figures.duckdb: what may be published. No text, no name and no id of a person stands in it, so
-- whatever is made from it is redacted by construction. Instants are TIMESTAMPTZ; `day` and
-- `week_start` (a Monday) are days in the organisation's zone, converted once, in staging.

create table publication (
    published_at timestamptz, as_of timestamptz,          -- as_of: "now" for sample data, else null
    organisation varchar, zone varchar, policy_version varchar, policy_sha256 varchar,
    detectors varchar, model varchar,                     -- model '' means: only patterns are in force
    is_sample boolean, files integer, last_captured_on date
);

create table channel (
    channel varchar, name varchar, platform varchar, moderation varchar, -- before | after
    can varchar[], active_from date, active_to date, exports_every_days integer, position integer
);

create table local_choice (id varchar, value integer, because varchar);
create table category (category varchar, name varchar, rank integer, veil boolean, threshold double);
create table principle (id varchar, name varchar, category varchar); -- category: the risk that it counts under

-- How far the evidence of each channel reaches: comments_until is K, the end of coverage of its latest
-- valid export of comments; rounds_until the moment up to which a moderation log speaks of it.
create table evidence (
    channel varchar, comments_until timestamptz, rounds_until timestamptz,
    comments_until_local timestamp, rounds_until_local timestamp
);

-- One row per file and channel that it speaks of; refused files are not in it.
create table export (
    file_no integer, channel varchar, layout varchar, kind varchar, -- comments | posts | figures | rounds | actions | access
    captured_on date, captured_at timestamptz, covers_since date, covers_until date,
    is_snapshot boolean, records bigint, rejects bigint, is_zero_declared boolean,
    platform_count bigint, held_count bigint,             -- the platform's own comment count against the comments held
    zone_unknown bigint, unknown_columns integer, merged bigint
);

-- Which file that was, by its content: its name may hold somebody's, and stays out.
create table export_file (file_no integer, sha256 varchar);

create table round (
    channel varchar, started_at timestamptz, ended_at timestamptz, covered_through timestamptz, recorded_at timestamptz,
    ended_local timestamp, covered_local timestamp, day date, week_start date, -- day and week of its end
    items_seen integer, role varchar, is_late_record boolean
);

-- What the policy says of roles, and how long each was held: nobody's key is here, so two of one role cannot be told apart.
create table policy_version (title varchar, version varchar, effective date, signpost varchar);
create table own_host (channel varchar, host varchar);
create table retention (kind varchar, days integer);
create table role (
    role varchar, name varchar, is_paid boolean, keys varchar[], decides_first boolean, takes_doubt integer, final_word boolean,
    position integer
);
create table term (role varchar, since date, until date, acknowledged_on date); -- acknowledged: the version in force
create table attestation_asked (subject varchar, clause varchar, name varchar, every_days integer, position integer);
create table open_question (id varchar, asks varchar, choice varchar, clauses varchar[], position integer);

-- The ledger, an event a row, without who and without words. `role` is that of the actor on the day, `routed_to` are the roles of
-- those asked, `exceptions` the clauses that an event from outside breaks, `is_undone` says that a later event took it back.
create table event (
    seq bigint, kind varchar, at_time timestamptz, recorded_at timestamptz, acted_at timestamptz, day date, week_start date,
    role varchar, policy_version varchar, channel varchar, item_key uuid, refers_seq bigint, decision varchar, principle varchar,
    harm_target varchar, answer varchar, is_outbound boolean, is_undone boolean, is_final boolean, is_open_question boolean,
    is_own_answer boolean,                                -- by the same person as the event that it refers to
    has_contact boolean, has_reason boolean, has_scores boolean, is_blind boolean,
    is_detected boolean,                                  -- software had found something in it
    read_for varchar,                                     -- the category that its comment is read for first; null: nothing was found
    is_as_approved boolean,                               -- of an approved rewording: what is in public is what its author agreed to
    routed_to varchar[], exceptions varchar[],
    subject varchar, clause varchar, choice varchar, version varchar, last_changed date, valid_until date, -- of registers
    holders bigint, unexpected bigint, missing bigint, drawn bigint, population bigint
);

-- The comments that a ``sample_drawn`` drew at random.
create table sample_item (seq bigint, item_key uuid);

-- Comments of the public on channels that are moderated before anything appears, by the day they were posted.
create table before_live (
    channel varchar, day date, week_start date, shown bigint, approved bigint,
    approved_after bigint,                                -- seen in public before the approval on record
    unapproved bigint,                                    -- in public, with no approval on record
    examples uuid[]                                       -- of the last two
);

-- Comments flagged for a category, each counted in every one it is flagged for: decided is by somebody's own decision on it,
-- in_round only seen in a round; late are open for longer than first_review_within_days at the end of the exports.
create table risk_day (
    channel varchar, day date, week_start date, category varchar, flagged bigint, decided bigint, in_round bigint, late bigint,
    taken_down bigint, examples uuid[]                    -- of those without a decision of their own
);
-- Waves (comments of a week that say nearly the same) of which some were taken down and others left, each by a decision.
create table wave_split (week_start date, wave uuid, channels varchar[], taken_down bigint, left_up bigint);
-- What people did on the platforms themselves, by the role that they held on the day; null: by somebody without a role.
create table operated (channel varchar, day date, week_start date, role varchar, source varchar, actions bigint);
-- Who had access by a list: those whose role has keys to the channel on that day, and those without one.
create table access_list (channel varchar, checked_on date, holders bigint, unexpected bigint);
create table held_since (channel varchar, oldest date); -- the oldest comment whose words are still held
-- What a platform or register did against a final decision of the ledger made before it.
create table overruled (channel varchar, day date, week_start date, seq bigint, action varchar, source varchar);

-- Comments of the public, by the day they were posted; own comments are left out.
create table item_day (
    channel varchar, day date, week_start date,
    items bigint, reviewed bigint, reviewed_by_round_only bigint,
    mature bigint, reviewed_in_time bigint,               -- mature: had the days of first_review_within_days before K
    open_items bigint, oldest_open timestamptz, flagged bigint, taken_down bigint, edited bigint, zone_unknown bigint
);

-- Waiting times to first review, counted: an open item's wait runs to K and is censored there.
create table wait (channel varchar, day date, week_start date, wait_minutes bigint, is_open boolean, items bigint);

-- One row per item of the public that was taken down (removed, hidden, declined), or recorded as such.
create table removal (
    item_key uuid, channel varchar, moderation varchar, day date, week_start date, -- by the day it was posted
    posted_at timestamptz, decided_at timestamptz, removed_at timestamptz,
    action varchar, source varchar,
    principle varchar,                                    -- an id of table principle, 'not in the policy', or null: none was given
    is_reasoned boolean, category varchar,                -- whether a reason was written; its words are in comments.duckdb
    -- recorded and confirmed | recorded, not yet confirmed | recorded but still visible; "hidden, unrecorded" is hidden by
    -- somebody's hand of whom nothing is known. What is absent with cause unknown is no removal: see disappeared.
    grade varchar,
    hours_visible double, is_still_visible boolean, confirmed_on date
);

-- Seen in an earlier export, absent from a later one that should hold it, with no record of a removal.
create table disappeared (
    item_key uuid, channel varchar, day date, week_start date, posted_at timestamptz,
    last_seen_at timestamptz, absent_since timestamptz, may_be varchar, is_flagged boolean
);

-- Moderation that logs prove, by the day it was done. Where no item is named it proves that somebody moderated, and no more.
create table moderated_day (
    channel varchar, day date, week_start date, source varchar, actions bigint, automatic bigint, without_item bigint,
    removals_unheld bigint                                -- removals on record of comments that no export holds
);

-- The platform's own count of a post's comments against the comments held in text: a coverage figure, never a removal.
create table post_comments (
    post_key uuid, channel varchar, day date, week_start date, counts varchar, -- post: all below a post | replies: those to comments held
    counted bigint, counted_on date, held bigint
);

-- Evidence that a platform keeps for some days only: what an export taken after take_by can no longer show. One row per
-- channel and kind of export; last_captured is null where none was ever loaded.
create table expiring (
    channel varchar, layout varchar, what varchar, keeps_days integer, is_log boolean, last_captured date, take_by date
);

-- Three or more comments of a week that say nearly the same.
create table wave (
    week_start date, wave uuid, comments bigint, authors bigint, channels varchar[], first_at timestamptz, last_at timestamptz,
    flagged bigint
);
-- What was found in the comments and what people then decided, a comment in every category that it was found for, or in 'nothing'.
-- Upheld is what was taken down and not marked as wrongly found for that category.
create table flag_outcome (
    channel varchar, day date, week_start date, category varchar, comments bigint, reviewed bigint, marked_wrong bigint, upheld bigint
);
-- The models in force, and the figures that each publishes of itself (JSON), '' where it has none.
create table model (name varchar, figures varchar);
create table category_day (channel varchar, day date, week_start date, category varchar, flagged bigint, scored bigint);

create table post (
    post_key uuid, channel varchar, platform varchar, kind varchar, is_reply boolean,
    published_at timestamptz, day date, week_start date
);
create table post_figure (post_key uuid, metric varchar, captured_on date, value double);
create table figure_day (channel varchar, platform varchar, metric varchar, day date, since date, until date, page varchar, value double);
-- Visits to the website as its own analytics count them, by where they came from: a platform, direct, or other. page: where they began.
create table visit_source (channel varchar, came_from varchar, metric varchar, day date, since date, until date, page varchar, value double);

-- What a platform's figure means and since when: no change is computed across a break.
create table metric_definition (
    platform varchar, metric varchar, name varchar, definition varchar, valid_from date, valid_to date, is_additive boolean
);

-- What we ourselves published: posts, and answers below them. No words of it: those who may read them find them by post_key.
create table own_post (
    post_key uuid, channel varchar, kind varchar,         -- post | reply
    day date, week_start date, published_at timestamptz, is_live boolean, is_scored boolean,
    words integer, misspelled integer, american integer,  -- misspelled includes American spellings
    last_day date, is_event boolean,                      -- the last day that it names; whether it tells of an event or a closing day
    has_campaign boolean, has_disclaimer boolean, has_signpost boolean,
    thread_key uuid, nth_in_thread bigint, answers_question boolean,
    is_named boolean, named_role varchar, is_named_paid boolean -- whether somebody is named for it, in what role they were then
);
create table post_topic (post_key uuid, channel varchar, day date, week_start date, topic varchar);
-- class: own | national | healthwatch | charity | government | provider | commissioner | tool | platform | unlisted
create table post_source (post_key uuid, channel varchar, day date, week_start date, host varchar, class varchar, name varchar);
-- What was found in it, or said of it by a person: proposed | confirmed | dismissed.
create table post_check (
    post_key uuid, channel varchar, kind varchar, day date, week_start date, category varchar, clause varchar, state varchar,
    is_proposed boolean, checked_at timestamptz, role varchar
);
create table outbound_category (category varchar, name varchar, rank integer, threshold double, clause varchar, is_rule boolean);
-- Questions of the public: how many were asked, and those that we answered.
create table question_day (channel varchar, day date, week_start date, questions bigint);
create table question (
    item_key uuid, channel varchar, day date, week_start date, answered_at timestamptz, is_signposted boolean, minutes_to_signpost bigint
);
