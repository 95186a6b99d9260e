-- The log of erasures: who asked, when, and how many rows of which table were erased or emptied. Whose they were is an id that leads to
-- nobody any more; of guests who were found by an address not even that.
CREATE TABLE erasures (
    erasure_id TEXT PRIMARY KEY,
    at_ms BIGINT NOT NULL,
    actor TEXT NOT NULL, -- customer: the person; admin; operator: a command; retention: the time for which orders are kept
    actor_id TEXT,
    user_id TEXT,
    orders BIGINT NOT NULL DEFAULT 0,
    ended_ms BIGINT -- null: it was broken off, and is to be repeated
){{#sqlite}} WITHOUT ROWID{{/sqlite}};

CREATE TABLE erasure_parts (
    erasure_id TEXT NOT NULL,
    module TEXT NOT NULL,
    table_name TEXT NOT NULL,
    erased BIGINT NOT NULL,
    last_ms BIGINT NOT NULL,
    PRIMARY KEY (erasure_id, module, table_name)
){{#sqlite}} WITHOUT ROWID{{/sqlite}};
