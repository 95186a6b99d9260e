-- A cart's row stays when its lines are gone, so that its version never falls.
CREATE TABLE carts (
    user_id TEXT PRIMARY KEY,
    version BIGINT NOT NULL CHECK (version > 0),
    guest INTEGER NOT NULL CHECK (guest IN (0, 1)),
    coupon TEXT,
    created_ms BIGINT NOT NULL,
    updated_ms BIGINT NOT NULL,
    expires_ms BIGINT NOT NULL,
    lines INTEGER NOT NULL CHECK (lines >= 0)
){{#sqlite}} WITHOUT ROWID{{/sqlite}};

CREATE INDEX carts_expiring ON carts (expires_ms) WHERE lines > 0;

CREATE TABLE cart_lines (
    user_id TEXT NOT NULL REFERENCES carts (user_id),
    product_id TEXT NOT NULL,
    name TEXT NOT NULL,
    quantity BIGINT NOT NULL CHECK (quantity > 0),
    price_minor BIGINT NOT NULL CHECK (price_minor >= 0),
    currency TEXT NOT NULL,
    added_ms BIGINT NOT NULL,
    saved INTEGER NOT NULL CHECK (saved IN (0, 1)),
    PRIMARY KEY (user_id, product_id)
){{#sqlite}} WITHOUT ROWID{{/sqlite}};

CREATE INDEX cart_lines_product ON cart_lines (product_id, user_id);

-- What must happen once a cart: an order's take, a merge.
CREATE TABLE cart_records (
    user_id TEXT NOT NULL,
    record_id TEXT NOT NULL,
    data TEXT NOT NULL,
    at_ms BIGINT NOT NULL,
    PRIMARY KEY (user_id, record_id)
){{#sqlite}} WITHOUT ROWID{{/sqlite}};

CREATE TABLE cart_history (
    number {{identity}},
    user_id TEXT NOT NULL,
    version BIGINT NOT NULL,
    change TEXT NOT NULL,
    product_id TEXT,
    quantity_was BIGINT NOT NULL,
    quantity BIGINT NOT NULL,
    actor TEXT NOT NULL,
    at_ms BIGINT NOT NULL
);

CREATE INDEX cart_history_user ON cart_history (user_id, number);

-- Sign-ins whose guest's cart is still to be merged.
CREATE TABLE merges_waiting (
    guest_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    number {{identity}}
);
