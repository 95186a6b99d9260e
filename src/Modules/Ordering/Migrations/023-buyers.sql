-- What each customer has bought, so that customers can be listed by it and no order is read for it. An order is counted behind its save, by
-- the version that was counted last and what it added then; an order whose version is another waits, those of before among them.
-- Without a currency a row tells of all orders, and holds no amount.
CREATE TABLE buyers (
    holder TEXT NOT NULL,
    currency TEXT NOT NULL,
    orders BIGINT NOT NULL,
    spent_minor BIGINT NOT NULL,    -- what was taken less what went back
    refunded_minor BIGINT NOT NULL, -- what went back
    last_ms BIGINT NOT NULL,
    last_order_id TEXT NOT NULL,
    PRIMARY KEY (holder, currency)
){{#sqlite}} WITHOUT ROWID{{/sqlite}};

CREATE INDEX buyers_spent ON buyers (currency, spent_minor, holder);
CREATE INDEX buyers_orders ON buyers (currency, orders, holder);
CREATE INDEX buyers_last ON buyers (currency, last_ms, holder);

ALTER TABLE orders ADD COLUMN counted_version BIGINT NOT NULL DEFAULT 0;
ALTER TABLE orders ADD COLUMN counted TEXT;

CREATE INDEX orders_uncounted ON orders (order_id) WHERE counted_version <> version;
