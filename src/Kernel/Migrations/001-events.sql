-- Events on their way out, ids of events already taken in, and events that wait for another try.
CREATE TABLE outbox (
    number {{identity}},
    event_id TEXT NOT NULL,
    topic TEXT NOT NULL,
    subject TEXT NOT NULL,
    source TEXT NOT NULL,
    time_ms BIGINT NOT NULL,
    trace_parent TEXT,
    data TEXT NOT NULL
);

CREATE TABLE inbox (
    event_id TEXT PRIMARY KEY,
    received_ms BIGINT NOT NULL
){{#sqlite}} WITHOUT ROWID{{/sqlite}};

CREATE INDEX inbox_received ON inbox (received_ms);

CREATE TABLE inbox_waiting (
    number {{identity}},
    event_id TEXT NOT NULL UNIQUE,
    topic TEXT NOT NULL,
    subject TEXT NOT NULL,
    source TEXT NOT NULL,
    time_ms BIGINT NOT NULL,
    trace_parent TEXT,
    data TEXT NOT NULL,
    tries INTEGER NOT NULL,
    next_ms BIGINT NOT NULL,
    error TEXT NOT NULL,
    dead INTEGER NOT NULL DEFAULT 0 CHECK (dead IN (0, 1))
);

CREATE INDEX inbox_waiting_subject ON inbox_waiting (subject, number);
