-- Times are RFC 3339 in UTC with milliseconds, so that they sort as text. Ids are opaque text that
-- sorts by the time it was made. Tokens stand here as BLAKE3 hashes only.

-- The one organisation that this database belongs to.
CREATE TABLE organisation (
    id         INTEGER PRIMARY KEY CHECK (id = 1),
    name       TEXT NOT NULL,
    index_key  TEXT NOT NULL,
    public_url TEXT,
    made       TEXT NOT NULL
);

CREATE TABLE person (
    id      TEXT PRIMARY KEY,
    name    TEXT NOT NULL,
    email   TEXT NOT NULL DEFAULT '',
    role    TEXT NOT NULL DEFAULT '',
    made    TEXT NOT NULL,
    changed TEXT NOT NULL
);
CREATE UNIQUE INDEX person_email ON person (lower(email)) WHERE email <> '';

-- What a person says that they know.
CREATE TABLE topic (
    person TEXT NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    topic  TEXT NOT NULL,
    PRIMARY KEY (person, topic)
);

CREATE TABLE thread (
    id          TEXT PRIMARY KEY,
    author      TEXT NOT NULL REFERENCES person (id),
    record_hash TEXT NOT NULL,
    kind        TEXT NOT NULL,
    title       TEXT NOT NULL,
    excerpt     TEXT NOT NULL,
    anchor      TEXT NOT NULL,
    snapshot    TEXT NOT NULL,
    visibility  TEXT NOT NULL CHECK (visibility IN ('participants', 'record')),
    state       TEXT NOT NULL CHECK (state IN ('open', 'answered', 'resolved')),
    accepted    TEXT,
    outcome     TEXT,
    posts       INTEGER NOT NULL DEFAULT 0,
    made        TEXT NOT NULL,
    updated     TEXT NOT NULL
);
CREATE INDEX thread_record ON thread (record_hash);
CREATE INDEX thread_author ON thread (author, updated);

-- Who wrote in a thread or was asked in it, and up to when they have read it.
CREATE TABLE participant (
    thread TEXT NOT NULL REFERENCES thread (id) ON DELETE CASCADE,
    person TEXT NOT NULL REFERENCES person (id),
    PRIMARY KEY (thread, person)
);
CREATE INDEX participant_person ON participant (person);

CREATE TABLE thread_read (
    thread TEXT NOT NULL REFERENCES thread (id) ON DELETE CASCADE,
    person TEXT NOT NULL REFERENCES person (id),
    posts  INTEGER NOT NULL,
    PRIMARY KEY (thread, person)
);

CREATE TABLE post (
    id     TEXT PRIMARY KEY,
    thread TEXT NOT NULL REFERENCES thread (id) ON DELETE CASCADE,
    author TEXT NOT NULL REFERENCES person (id),
    body   TEXT NOT NULL,
    posted TEXT NOT NULL
);
CREATE INDEX post_thread ON post (thread, id);

CREATE TABLE ask (
    id      TEXT PRIMARY KEY,
    thread  TEXT NOT NULL REFERENCES thread (id) ON DELETE CASCADE,
    person  TEXT NOT NULL REFERENCES person (id),
    state   TEXT NOT NULL,
    why     TEXT,
    note    TEXT,
    made    TEXT NOT NULL,
    changed TEXT NOT NULL,
    UNIQUE (thread, person)
);
CREATE INDEX ask_person ON ask (person, state);

-- A link that signs one person in, once. `ask` is the ask that it leads to, where there is one.
CREATE TABLE invitation (
    id         TEXT PRIMARY KEY,
    token_hash TEXT NOT NULL UNIQUE,
    person     TEXT NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    ask        TEXT REFERENCES ask (id) ON DELETE CASCADE,
    made       TEXT NOT NULL,
    expires    TEXT NOT NULL,
    used       TEXT
);
CREATE INDEX invitation_ask ON invitation (ask);

CREATE TABLE session (
    id         TEXT PRIMARY KEY,
    token_hash TEXT NOT NULL UNIQUE,
    person     TEXT NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    device     TEXT NOT NULL,
    signed_in  TEXT NOT NULL,
    last_used  TEXT NOT NULL,
    expires    TEXT NOT NULL
);
CREATE INDEX session_person ON session (person);

-- What a client's idempotency key has made already.
CREATE TABLE idempotency (
    person  TEXT NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    key     TEXT NOT NULL,
    request TEXT NOT NULL,
    made_id TEXT NOT NULL,
    made    TEXT NOT NULL,
    PRIMARY KEY (person, key)
);

-- What shows that people know something. The truth: every index of it can be rebuilt from here.
-- `thread` is set where it comes from a discussion here, whose readers alone may see it.
CREATE TABLE evidence (
    id     TEXT PRIMARY KEY,
    time   TEXT NOT NULL,
    kind   TEXT NOT NULL,
    tags   TEXT NOT NULL,
    text   TEXT NOT NULL,
    record TEXT,
    thread TEXT REFERENCES thread (id) ON DELETE CASCADE
);

-- A person's part in a piece of evidence. `seq` is the order in which parts came to be known here, by
-- which an index follows. The person may be unknown as yet.
CREATE TABLE evidence_part (
    seq      INTEGER PRIMARY KEY AUTOINCREMENT,
    evidence TEXT NOT NULL REFERENCES evidence (id) ON DELETE CASCADE,
    person   TEXT NOT NULL,
    role     TEXT NOT NULL,
    time     TEXT NOT NULL,
    UNIQUE (evidence, person, role, time)
);

-- How far an import of a file came, so that a second call goes on there.
CREATE TABLE import (
    source  TEXT PRIMARY KEY,
    bytes   INTEGER NOT NULL,
    lines   INTEGER NOT NULL,
    changed TEXT NOT NULL
);

-- Mail that waits to be sent.
CREATE TABLE outbox (
    id         TEXT PRIMARY KEY,
    ask        TEXT NOT NULL REFERENCES ask (id) ON DELETE CASCADE,
    invitation TEXT NOT NULL REFERENCES invitation (id) ON DELETE CASCADE,
    made       TEXT NOT NULL,
    due        TEXT NOT NULL,
    tries      INTEGER NOT NULL DEFAULT 0,
    sent       TEXT,
    given_up   TEXT
);
CREATE INDEX outbox_due ON outbox (due) WHERE sent IS NULL AND given_up IS NULL;
