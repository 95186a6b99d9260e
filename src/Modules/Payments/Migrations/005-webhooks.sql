-- What providers have told by webhook, each once: kept, so that a repeated one is known again however late it comes.
CREATE TABLE payment_webhooks (
    provider TEXT NOT NULL,
    webhook_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    payment_id TEXT,
    received_ms BIGINT NOT NULL,
    looks INTEGER NOT NULL DEFAULT 0,
    look_ms BIGINT,
    outcome TEXT,
    PRIMARY KEY (provider, webhook_id)
){{#sqlite}} WITHOUT ROWID{{/sqlite}};
CREATE INDEX payment_webhooks_open ON payment_webhooks (look_ms) WHERE look_ms IS NOT NULL;
CREATE INDEX payment_webhooks_newest ON payment_webhooks (received_ms, provider, webhook_id);

-- Every movement on which the books were found to differ, with what became of it. Rows are never taken out.
CREATE TABLE payment_differences (
    payment_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    reference TEXT NOT NULL,
    provider TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('open', 'repaired', 'gone')),
    ours TEXT,
    theirs TEXT,
    found_ms BIGINT NOT NULL,
    seen_ms BIGINT NOT NULL,
    PRIMARY KEY (payment_id, kind, reference)
){{#sqlite}} WITHOUT ROWID{{/sqlite}};
CREATE INDEX payment_differences_by_state ON payment_differences (state, payment_id, kind, reference);
