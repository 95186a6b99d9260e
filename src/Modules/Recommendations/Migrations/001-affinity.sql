-- Counts of what was bought, alone and together. All are whole numbers of orders, so that a cancelled order can be taken back exactly.
CREATE TABLE product (
    product_id TEXT PRIMARY KEY,
    category TEXT NOT NULL DEFAULT '',
    deleted INTEGER NOT NULL DEFAULT 0 CHECK (deleted IN (0, 1)),
    changed_ms BIGINT NOT NULL DEFAULT 0,
    orders BIGINT NOT NULL DEFAULT 0 CHECK (orders >= 0),
    planted DOUBLE PRECISION NOT NULL DEFAULT 0,
    score DOUBLE PRECISION NOT NULL DEFAULT 0
);

CREATE INDEX product_popular ON product (score DESC, product_id) WHERE deleted = 0;
CREATE INDEX product_category ON product (category, score DESC, product_id) WHERE deleted = 0;

CREATE TABLE product_day (
    product_id TEXT NOT NULL,
    day BIGINT NOT NULL,
    orders BIGINT NOT NULL CHECK (orders > 0),
    PRIMARY KEY (product_id, day)
){{#sqlite}} WITHOUT ROWID{{/sqlite}};

CREATE TABLE pair (
    product_id TEXT NOT NULL,
    other_id TEXT NOT NULL,
    orders BIGINT NOT NULL CHECK (orders > 0),
    PRIMARY KEY (product_id, other_id),
    CHECK (product_id <> other_id)
){{#sqlite}} WITHOUT ROWID{{/sqlite}};

CREATE INDEX pair_strongest ON pair (product_id, orders DESC, other_id);

-- What an order bought, and whether the counts above contain it. They are behind where counted = cancelled, and are brought up to date in bulk.
CREATE TABLE taken_order (
    order_id TEXT PRIMARY KEY,
    user_id TEXT NOT NULL,
    at_ms BIGINT NOT NULL,
    products TEXT NOT NULL,
    paired INTEGER NOT NULL,
    cancelled INTEGER NOT NULL CHECK (cancelled IN (0, 1)),
    counted INTEGER NOT NULL DEFAULT 0 CHECK (counted IN (0, 1))
);

CREATE INDEX taken_order_behind ON taken_order (order_id) WHERE counted = cancelled;
CREATE INDEX taken_order_user ON taken_order (user_id, at_ms DESC) WHERE cancelled = 0;
