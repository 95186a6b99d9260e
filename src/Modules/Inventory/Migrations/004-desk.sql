-- Below how many units a product runs low, where somebody has said so; and what was answered to adjustments of many, for whoever asks again.
CREATE TABLE stock_low (
    product_id TEXT PRIMARY KEY,
    low_at BIGINT NOT NULL CHECK (low_at >= 0)
){{#sqlite}} WITHOUT ROWID{{/sqlite}};

CREATE TABLE bulk_adjustments (
    user_id TEXT NOT NULL,
    idempotency_key TEXT NOT NULL,
    asked TEXT NOT NULL, -- a hash
    reply TEXT NOT NULL,
    at_ms BIGINT NOT NULL,
    PRIMARY KEY (user_id, idempotency_key)
){{#sqlite}} WITHOUT ROWID{{/sqlite}};

CREATE INDEX bulk_adjustments_at ON bulk_adjustments (at_ms);
