-- What happened, as compact facts. Figures are always derived from these rows, so that they cannot drift from them.
CREATE TABLE order_fact (
    order_id TEXT PRIMARY KEY,
    user_id TEXT NOT NULL,
    status TEXT NOT NULL,
    sequence BIGINT NOT NULL,
    placed_ms BIGINT NOT NULL,
    confirmed_ms BIGINT,
    refunded_ms BIGINT
);

CREATE INDEX order_fact_user ON order_fact (user_id, placed_ms);

CREATE TABLE line_fact (
    kind TEXT NOT NULL CHECK (kind IN ('sale', 'refund')),
    order_id TEXT NOT NULL,
    line INTEGER NOT NULL,
    at_ms BIGINT NOT NULL,
    user_id TEXT NOT NULL,
    vendor_id TEXT NOT NULL,
    product_id TEXT NOT NULL,
    product_name TEXT NOT NULL,
    currency TEXT NOT NULL,
    units BIGINT NOT NULL CHECK (units > 0),
    gross BIGINT NOT NULL,
    discount BIGINT NOT NULL,
    PRIMARY KEY (kind, order_id, line)
);

CREATE INDEX line_fact_time ON line_fact (at_ms);
CREATE INDEX line_fact_vendor ON line_fact (vendor_id, at_ms);

CREATE TABLE cart_fact (
    number {{identity}},
    user_id TEXT NOT NULL,
    version BIGINT NOT NULL,
    created_ms BIGINT NOT NULL,
    items_ms BIGINT,
    checked_out_ms BIGINT,
    abandoned_ms BIGINT,
    closed_ms BIGINT
);

CREATE INDEX cart_fact_user ON cart_fact (user_id, number);
CREATE INDEX cart_fact_created ON cart_fact (created_ms);

CREATE TABLE user_fact (
    user_id TEXT PRIMARY KEY,
    registered_ms BIGINT NOT NULL
);

CREATE INDEX user_fact_registered ON user_fact (registered_ms);
