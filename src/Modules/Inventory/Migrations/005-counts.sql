-- Counts that were taken under an id, with what was answered: whoever tells one again hears the same, and nothing is counted.
CREATE TABLE counts (
    count_id TEXT PRIMARY KEY,
    asked TEXT NOT NULL, -- a hash
    reply TEXT NOT NULL,
    at_ms BIGINT NOT NULL
){{#sqlite}} WITHOUT ROWID{{/sqlite}};

CREATE INDEX counts_at ON counts (at_ms);
