-- The schema for SQLite. A statement ends with a semicolon at the end of a line. Versions are only added,
-- never changed: the store of an older release is brought forward by the ones that it lacks.

-- version 1

-- The append-only record of events. AUTOINCREMENT: a number is never given twice, so cursors stay valid.
-- total: bytes of all entries up to and including this one, so that pruning by size need not add them up.
CREATE TABLE journal (
    id            INTEGER PRIMARY KEY AUTOINCREMENT,
    at            INTEGER NOT NULL, -- microseconds since 1970
    type          TEXT NOT NULL,
    provider      TEXT,
    group_name    TEXT,
    message       TEXT NOT NULL,
    details       TEXT NOT NULL,    -- JSON object of texts
    total         INTEGER NOT NULL
);
CREATE INDEX journal_at ON journal (at);

-- One row a run of a command; finished is null while it runs.
CREATE TABLE run (
    id            TEXT PRIMARY KEY NOT NULL,
    command       TEXT NOT NULL,
    state         TEXT NOT NULL,
    started       INTEGER NOT NULL, -- microseconds since 1970
    finished      INTEGER,
    document      TEXT NOT NULL     -- JSON
);
CREATE INDEX run_started ON run (started, id);
CREATE INDEX run_unfinished ON run (started) WHERE finished IS NULL;

-- Written and removed to learn whether there is space again.
CREATE TABLE space_trial (
    content       BLOB NOT NULL
);

-- version 2

-- One row a provider that was put under a load: what it did at its best behaviour, to compare with, and whether
-- rows of that load may still stand at the provider (written before the load begins, taken back after it).
CREATE TABLE benchmark (
    provider      TEXT PRIMARY KEY NOT NULL,
    measured      INTEGER,          -- microseconds since 1970; null while there is no baseline
    document      TEXT,             -- JSON
    leftovers     INTEGER NOT NULL  -- 0 or 1
);

-- version 3

-- One row a group whose active provider was ever changed: the latest one. An epoch only grows.
CREATE TABLE appointment (
    group_name    TEXT PRIMARY KEY NOT NULL,
    provider      TEXT NOT NULL,
    epoch         INTEGER NOT NULL,
    since         INTEGER NOT NULL  -- microseconds since 1970
);

-- What operators said that holds for a while: one row a kind and a group or provider.
CREATE TABLE hold (
    kind          TEXT NOT NULL,    -- paused, acknowledged, maintenance
    name          TEXT NOT NULL,    -- of the group or provider
    since         INTEGER NOT NULL, -- microseconds since 1970
    until         INTEGER,          -- the same; null when something else ends it
    said_by       TEXT NOT NULL,
    why           TEXT,
    PRIMARY KEY (kind, name)
);

-- version 4

-- What a provider was known to be like when it was heard last: a service that is started while it is gone needs it.
CREATE TABLE memory (
    provider      TEXT PRIMARY KEY NOT NULL,
    known         INTEGER NOT NULL, -- microseconds since 1970
    document      TEXT NOT NULL     -- JSON object of texts
);
