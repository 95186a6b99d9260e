-- What programs outside asked for by event: taken in with the event, carried out beside it, answered once. Kept, as the payments are.
CREATE TABLE payment_requests (
    request_id TEXT PRIMARY KEY,
    source TEXT NOT NULL,
    subject TEXT NOT NULL,
    operation TEXT NOT NULL CHECK (operation IN ('payment', 'refund')),
    order_id TEXT NOT NULL,
    attempt INTEGER NOT NULL,
    payment_id TEXT NOT NULL,
    amount_minor BIGINT NOT NULL CHECK (amount_minor > 0),
    currency TEXT NOT NULL,
    method TEXT NOT NULL,
    reason TEXT NOT NULL,
    created_ms BIGINT NOT NULL,
    looks INTEGER NOT NULL DEFAULT 0,
    look_ms BIGINT,
    answer TEXT
){{#sqlite}} WITHOUT ROWID{{/sqlite}};

-- What is not answered yet.
CREATE INDEX payment_requests_open ON payment_requests (look_ms) WHERE look_ms IS NOT NULL;
CREATE INDEX payment_requests_of ON payment_requests (payment_id) WHERE look_ms IS NOT NULL;
