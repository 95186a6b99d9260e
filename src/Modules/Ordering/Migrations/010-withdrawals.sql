-- Withdrawals where lists find them; what was declared stands in the order's timeline.
CREATE TABLE withdrawals (
    order_id TEXT NOT NULL,
    number INTEGER NOT NULL,
    at_ms BIGINT NOT NULL,
    PRIMARY KEY (order_id, number)
){{#sqlite}} WITHOUT ROWID{{/sqlite}};

CREATE INDEX withdrawals_at ON withdrawals (at_ms, order_id, number);

-- Whose lines a withdrawal is about.
CREATE TABLE withdrawal_vendors (
    vendor_id TEXT NOT NULL,
    order_id TEXT NOT NULL,
    number INTEGER NOT NULL,
    at_ms BIGINT NOT NULL,
    PRIMARY KEY (vendor_id, order_id, number)
){{#sqlite}} WITHOUT ROWID{{/sqlite}};

CREATE INDEX withdrawal_vendors_at ON withdrawal_vendors (vendor_id, at_ms, order_id, number);
