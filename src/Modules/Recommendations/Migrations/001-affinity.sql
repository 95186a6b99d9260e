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

CREATE TABLE taken_order (
    order_id TEXT PRIMARY KEY,
    cancelled INTEGER NOT NULL CHECK (cancelled IN (0, 1))
){{#sqlite}} WITHOUT ROWID{{/sqlite}};

CREATE TABLE bought (
    order_id TEXT NOT NULL,
    product_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    at_ms BIGINT NOT NULL,
    paired INTEGER NOT NULL CHECK (paired IN (0, 1)),
    PRIMARY KEY (order_id, product_id)
){{#sqlite}} WITHOUT ROWID{{/sqlite}};

CREATE INDEX bought_user ON bought (user_id, at_ms DESC, product_id);
