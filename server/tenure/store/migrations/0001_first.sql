-- Schema 1. PRAGMA user_version is the number of the newest migration applied; application_id marks
-- the file as Tenure's. Times are seconds since 1970. Text of a user's file lives in the columns
-- marked (text) alone, and no longer than their comment says.

CREATE TABLE installation (
    id TEXT NOT NULL,               -- random UUID: service.instance.id of everything exported
    started_at REAL NOT NULL,       -- time of the first record: start of every cumulative metric
    stamped_at REAL NOT NULL DEFAULT 0 -- the newest time stamp that its totals were sent with
) STRICT;

CREATE TABLE suggestion (
    id TEXT PRIMARY KEY,            -- the engine's id of the suggestion, and of its span
    document TEXT NOT NULL,         -- URI of the document
    language TEXT NOT NULL,         -- LSP language id
    editor TEXT,                    -- the client's name in lower case
    kind TEXT NOT NULL,             -- inline, nextEdit, menu, chat, agent
    state TEXT NOT NULL,            -- furthest state, never 'reverted' (see reverted)
    reverted INTEGER NOT NULL,      -- 1 while no character stands within 30 s of the last part
    evidence TEXT NOT NULL,         -- exact, reported, matched, inferred
    rule TEXT NOT NULL,             -- name of the rule that concluded the state
    adapter TEXT NOT NULL,          -- who told the facts
    provider TEXT,                  -- github.copilot, tabby ...; null where unknown
    model TEXT,                     -- model name; null where unknown
    latency REAL,                   -- seconds from request to complete text
    first_seen_at REAL NOT NULL,    -- first fact of it
    shown_at REAL,                  -- null where nobody saw it shown
    shown_characters INTEGER,       -- characters shown; null where unknown
    accepted_at REAL,               -- first accepted part, or the application
    last_part_at REAL,              -- last accepted part
    ended_at REAL,                  -- when the furthest state was reached
    accepted_characters INTEGER NOT NULL, -- characters accepted, typed prefix left out
    text TEXT,                      -- (text) the suggestion; while open or with a horizon to come
    accepted_text TEXT,             -- (text) what was accepted of it; while a horizon is to come
    replaced_text TEXT,             -- (text) what that took the place of; likewise
    final_at REAL,                  -- when its outcome may be counted; null while it is open
    counted INTEGER NOT NULL DEFAULT 0,      -- 1 once it is in the rollups under its outcome
    shown_counted INTEGER NOT NULL DEFAULT 0, -- 1 once it is in the rollups as shown
    to_count_at REAL AS (           -- when it is counted next: as shown at once (-infinity), then
        CASE                        -- under its outcome; null where there is nothing to count
            WHEN shown_counted = 0 AND shown_at IS NOT NULL THEN -9e999
            WHEN counted = 0 THEN final_at
        END
    )
) STRICT;
CREATE INDEX suggestion_by_time ON suggestion (first_seen_at);
CREATE INDEX suggestion_open ON suggestion (shown_at) WHERE state = 'shown';
CREATE INDEX suggestion_to_count ON suggestion (to_count_at) WHERE to_count_at IS NOT NULL;

CREATE TABLE opportunity (
    id INTEGER PRIMARY KEY,         -- order of arrival
    at REAL NOT NULL,               -- time of the request
    document TEXT NOT NULL,         -- URI of the document
    language TEXT NOT NULL,         -- LSP language id
    editor TEXT,                    -- the client's name in lower case
    kind TEXT NOT NULL,             -- inline, nextEdit, menu, chat, agent
    evidence TEXT NOT NULL,         -- exact or reported
    adapter TEXT NOT NULL,          -- who told
    provider TEXT,                  -- whom it was put to; null where unknown
    model TEXT,                     -- model name; null where unknown
    counted INTEGER NOT NULL DEFAULT 0 -- 1 once it is in the rollups
) STRICT;
CREATE INDEX opportunity_by_time ON opportunity (at);
CREATE INDEX opportunity_to_count ON opportunity (id) WHERE counted = 0;

CREATE TABLE unattributed (
    id INTEGER PRIMARY KEY,         -- order of arrival
    at REAL NOT NULL,               -- time of the insertion
    document TEXT NOT NULL,         -- URI of the document
    language TEXT NOT NULL,         -- LSP language id
    editor TEXT,                    -- the client's name in lower case
    characters INTEGER NOT NULL,    -- characters inserted
    looks_accepted INTEGER NOT NULL, -- 1 where it looks like an accept: the upper end of a range
    rule TEXT NOT NULL,             -- name of the rule
    counted INTEGER NOT NULL DEFAULT 0 -- 1 once it is in the rollups
) STRICT;
CREATE INDEX unattributed_by_time ON unattributed (at);
CREATE INDEX unattributed_to_count ON unattributed (id) WHERE counted = 0;

CREATE TABLE due_reading (
    suggestion TEXT NOT NULL,       -- the span's suggestion
    horizon TEXT NOT NULL,          -- 30s, 2m, 5m, save ...
    due_at REAL NOT NULL,           -- when it fell due
    read_at REAL NOT NULL,          -- when the text was looked at
    language TEXT NOT NULL,         -- LSP language id
    kept INTEGER NOT NULL,          -- characters that stand
    original INTEGER NOT NULL,      -- characters inserted by then
    original_text TEXT NOT NULL,    -- (text) what was accepted; until the worker has read the row
    text TEXT NOT NULL,             -- (text) what lies between the span's edges; likewise
    late INTEGER NOT NULL,          -- 1 where it was read after its time
    unmeasured TEXT,                -- why it could not be read
    moved INTEGER NOT NULL DEFAULT 0, -- 1 where all that stands of it lies elsewhere than it was put
    replaced_text TEXT NOT NULL,    -- (text) what was replaced; until the worker has read the row
    never_left INTEGER,             -- fewest characters that ever stood; null where nobody watched
    begun INTEGER NOT NULL DEFAULT 0, -- how often a worker began to read it and did not finish
    PRIMARY KEY (suggestion, horizon)
) STRICT;

CREATE TABLE reading (
    suggestion TEXT NOT NULL,       -- the span's suggestion
    horizon TEXT NOT NULL,          -- 30s, 2m, 5m, save ...
    due_at REAL NOT NULL,           -- when it fell due
    read_at REAL NOT NULL,          -- when the text was looked at
    late INTEGER NOT NULL,          -- 1 where it was read after its time
    kept INTEGER NOT NULL,          -- characters that stand
    original INTEGER NOT NULL,      -- characters inserted by then
    verdict TEXT NOT NULL,          -- unchanged ... unmeasured
    reason TEXT,                    -- why unmeasured, or why a distance is missing
    char_distance INTEGER,          -- edits over characters; null where not measured
    char_longest INTEGER,           -- characters of the longer side
    token_distance INTEGER,         -- edits over tokens
    token_longest INTEGER,          -- tokens of the longer side
    line_distance INTEGER,          -- edits over lines
    line_longest INTEGER,           -- original lines
    tree_distance INTEGER,          -- nodes inserted, deleted or relabelled
    tree_longest INTEGER,           -- nodes of the larger tree
    never_left INTEGER,             -- as others count it: characters that stood all the time
    still_in_code INTEGER,          -- Copilot: 1 where at most half of the lexemes were edited
    four_gram REAL,                 -- Copilot Chat: share of common 4-grams
    no_revert REAL,                 -- Copilot Chat: 1 - how far it went back to what it replaced
    kept_rate REAL,                 -- Zed: share of the edit that stands
    PRIMARY KEY (suggestion, horizon)
) STRICT;

CREATE TABLE pending_horizon (
    suggestion TEXT NOT NULL,       -- the span's suggestion
    horizon TEXT NOT NULL,          -- a horizon of time that is still to come
    due_at REAL NOT NULL,           -- when it falls due
    server TEXT,                    -- id of the process that will read it; null where none is known
    PRIMARY KEY (suggestion, horizon)
) STRICT;
CREATE INDEX pending_horizon_by_time ON pending_horizon (due_at);

CREATE TABLE lineage (
    document TEXT PRIMARY KEY,      -- URI of a document with a span that has a horizon to come
    language TEXT NOT NULL,         -- LSP language id
    at REAL NOT NULL,               -- when it stood so
    hashes BLOB NOT NULL,           -- CRC-32 of each line, 4 bytes little-endian; no text
    runs TEXT NOT NULL,             -- JSON: [lines, runs] in turn; runs are a label, or counts and labels
    labels TEXT NOT NULL            -- JSON: label to origin, suggestion, regions, whether a copy
) STRICT;

CREATE TABLE document (
    uri TEXT PRIMARY KEY,           -- URI of the document
    language TEXT NOT NULL,         -- LSP language id
    editor TEXT,                    -- the client's name in lower case
    seen_at REAL NOT NULL,          -- when its text was last seen
    characters TEXT NOT NULL        -- JSON object: characters by origin, zeros left out
) STRICT;

CREATE TABLE period (
    days INTEGER NOT NULL,          -- how long it is: 4 or 64 days (store/periods.py)
    number INTEGER NOT NULL,        -- which of them since 1970
    tallies BLOB NOT NULL,          -- MessagePack: what a report counts of it, by group; no text
    PRIMARY KEY (days, number)
) STRICT;

-- A period's tallies are there for as long as they are true: whoever changes what they count
-- deletes them in the same transaction, and the worker makes them anew.
CREATE TRIGGER period_of_new_suggestion AFTER INSERT ON suggestion BEGIN
    DELETE FROM period WHERE days = 4 AND number = CAST(new.first_seen_at / 345600 AS INTEGER);
    DELETE FROM period WHERE days = 64 AND number = CAST(new.first_seen_at / 5529600 AS INTEGER);
END;
CREATE TRIGGER period_of_changed_suggestion AFTER UPDATE OF
    language, provider, model, editor, kind, state, reverted, evidence, first_seen_at, shown_at,
    shown_characters, accepted_characters ON suggestion
BEGIN
    DELETE FROM period WHERE days = 4 AND number IN (
        CAST(old.first_seen_at / 345600 AS INTEGER), CAST(new.first_seen_at / 345600 AS INTEGER));
    DELETE FROM period WHERE days = 64 AND number IN (
        CAST(old.first_seen_at / 5529600 AS INTEGER), CAST(new.first_seen_at / 5529600 AS INTEGER));
END;
CREATE TRIGGER period_of_deleted_suggestion AFTER DELETE ON suggestion BEGIN
    DELETE FROM period WHERE days = 4 AND number = CAST(old.first_seen_at / 345600 AS INTEGER);
    DELETE FROM period WHERE days = 64 AND number = CAST(old.first_seen_at / 5529600 AS INTEGER);
END;
CREATE TRIGGER period_of_new_reading AFTER INSERT ON reading BEGIN
    DELETE FROM period WHERE days = 4 AND number =
        (SELECT CAST(first_seen_at / 345600 AS INTEGER) FROM suggestion WHERE id = new.suggestion);
    DELETE FROM period WHERE days = 64 AND number =
        (SELECT CAST(first_seen_at / 5529600 AS INTEGER) FROM suggestion WHERE id = new.suggestion);
END;
CREATE TRIGGER period_of_deleted_reading AFTER DELETE ON reading BEGIN
    DELETE FROM period WHERE days = 4 AND number =
        (SELECT CAST(first_seen_at / 345600 AS INTEGER) FROM suggestion WHERE id = old.suggestion);
    DELETE FROM period WHERE days = 64 AND number =
        (SELECT CAST(first_seen_at / 5529600 AS INTEGER) FROM suggestion WHERE id = old.suggestion);
END;
CREATE TRIGGER period_of_new_opportunity AFTER INSERT ON opportunity BEGIN
    DELETE FROM period WHERE days = 4 AND number = CAST(new.at / 345600 AS INTEGER);
    DELETE FROM period WHERE days = 64 AND number = CAST(new.at / 5529600 AS INTEGER);
END;
CREATE TRIGGER period_of_deleted_opportunity AFTER DELETE ON opportunity BEGIN
    DELETE FROM period WHERE days = 4 AND number = CAST(old.at / 345600 AS INTEGER);
    DELETE FROM period WHERE days = 64 AND number = CAST(old.at / 5529600 AS INTEGER);
END;
CREATE TRIGGER period_of_new_unattributed AFTER INSERT ON unattributed BEGIN
    DELETE FROM period WHERE days = 4 AND number = CAST(new.at / 345600 AS INTEGER);
    DELETE FROM period WHERE days = 64 AND number = CAST(new.at / 5529600 AS INTEGER);
END;
CREATE TRIGGER period_of_deleted_unattributed AFTER DELETE ON unattributed BEGIN
    DELETE FROM period WHERE days = 4 AND number = CAST(old.at / 345600 AS INTEGER);
    DELETE FROM period WHERE days = 64 AND number = CAST(old.at / 5529600 AS INTEGER);
END;

CREATE TABLE rollup (
    id INTEGER PRIMARY KEY,         -- order of first counting
    metric TEXT NOT NULL,           -- name in the metric catalogue
    attributes TEXT NOT NULL,       -- JSON object with sorted keys
    first_at REAL NOT NULL,         -- when this set was first counted: a 0 is sent just before
    value REAL NOT NULL,            -- sum of a counter, or of a histogram's values
    count INTEGER NOT NULL,         -- values in a histogram; counts added for a counter
    buckets TEXT,                   -- JSON array: a histogram's bucket counts; null for a counter
    minimum REAL,                   -- smallest value of a histogram
    maximum REAL,                   -- largest value of a histogram
    announced INTEGER NOT NULL DEFAULT 0, -- 1 once a receiver took its 0
    revision INTEGER NOT NULL,      -- larger than every other's when it changed last
    UNIQUE (metric, attributes)
) STRICT;
CREATE INDEX rollup_by_revision ON rollup (revision);
CREATE INDEX rollup_to_announce ON rollup (id) WHERE announced = 0;

CREATE TABLE outbox (
    id INTEGER PRIMARY KEY,         -- order of arrival
    signal TEXT NOT NULL,           -- logs or traces
    event_id TEXT NOT NULL,         -- of an event or span: lets a receiver drop a repeat
    at REAL NOT NULL,               -- time of the event, or of the span's end: order of sending
    body TEXT NOT NULL,             -- JSON: the event or span, after the privacy level
    UNIQUE (signal, at, event_id)
) STRICT;

CREATE TABLE receiver (
    signal TEXT PRIMARY KEY,        -- metrics, logs or traces
    not_before REAL NOT NULL,       -- nothing is sent to it earlier
    failures INTEGER NOT NULL       -- requests in a row that it did not take
) STRICT;

CREATE TABLE lease (
    name TEXT PRIMARY KEY,          -- what is leased: worker
    holder TEXT NOT NULL,           -- id of the holding process
    expires_at REAL NOT NULL        -- after this another may take it
) STRICT;

CREATE TABLE server (
    id TEXT PRIMARY KEY,            -- id of a process that answers an editor
    editor TEXT,                    -- the client's name in lower case
    endpoint TEXT,                  -- OTLP endpoint of its trusted settings; null where none is set
    permission TEXT NOT NULL,       -- JSON: level, what may identify, signals that may hold content
    retention TEXT NOT NULL,        -- JSON: days and megabytes that its settings keep; 0 is no bound
    seen_at REAL NOT NULL           -- its last sign of life; the worker ends 60 s after the last
) STRICT;

CREATE TABLE notice (
    topic TEXT PRIMARY KEY,         -- export, store ...
    at REAL NOT NULL,               -- when
    text TEXT NOT NULL,             -- one sentence that names the next step
    count INTEGER NOT NULL          -- how often since the first
) STRICT;
