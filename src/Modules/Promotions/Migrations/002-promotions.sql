-- Promotions: coupons, those that need no code, and those with a code for each customer. An order can use several, so a use is one row an order and promotion.
CREATE TABLE promotions (
    promotion_id TEXT{{#postgres}} COLLATE "C"{{/postgres}} PRIMARY KEY,
    code TEXT{{#postgres}} COLLATE "C"{{/postgres}} UNIQUE,
    name TEXT,
    type TEXT NOT NULL CHECK (type IN ('percent', 'amount', 'free_shipping', 'buy_x_get_y')),
    value BIGINT NOT NULL CHECK (value >= 0),
    currency TEXT,
    min_subtotal_minor BIGINT NOT NULL CHECK (min_subtotal_minor >= 0),
    min_quantity BIGINT NOT NULL CHECK (min_quantity >= 0),
    starts_ms BIGINT,
    ends_ms BIGINT,
    total_limit BIGINT CHECK (total_limit > 0),
    per_customer_limit BIGINT CHECK (per_customer_limit > 0),
    products {{json}} NOT NULL,
    categories {{json}} NOT NULL,
    customer_groups {{json}} NOT NULL,
    first_order INTEGER NOT NULL CHECK (first_order IN (0, 1)),
    buy INTEGER,
    get INTEGER,
    exclusive_group TEXT,
    priority INTEGER NOT NULL,
    stackable INTEGER NOT NULL CHECK (stackable IN (0, 1)),
    single_use_codes INTEGER NOT NULL CHECK (single_use_codes IN (0, 1)),
    used_final BIGINT NOT NULL DEFAULT 0 CHECK (used_final >= 0),
    created_ms BIGINT NOT NULL,
    updated_ms BIGINT NOT NULL
);

INSERT INTO promotions(promotion_id, code, name, type, value, currency, min_subtotal_minor, min_quantity, starts_ms, ends_ms, total_limit, per_customer_limit,
    products, categories, customer_groups, first_order, buy, get, exclusive_group, priority, stackable, single_use_codes, used_final, created_ms, updated_ms)
SELECT coupon_id, code, NULL, type, value, currency, min_subtotal_minor, 0, starts_ms, ends_ms, total_limit, per_customer_limit,
    products, categories, '[]', 0, buy, get, exclusive_group, priority, 1, 0, used_final, created_ms, updated_ms
FROM coupons;

DROP TABLE coupons;

-- An order that gave back before it used anything has one row without a promotion.
CREATE TABLE uses (
    order_id TEXT NOT NULL,
    promotion_id TEXT NOT NULL,
    code TEXT NOT NULL,
    user_id TEXT NOT NULL,
    discount_minor BIGINT NOT NULL CHECK (discount_minor >= 0),
    currency TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('held', 'final', 'given_back')),
    expires_ms BIGINT NOT NULL,
    at_ms BIGINT NOT NULL,
    PRIMARY KEY (order_id, promotion_id)
){{#sqlite}} WITHOUT ROWID{{/sqlite}};

INSERT INTO uses(order_id, promotion_id, code, user_id, discount_minor, currency, state, expires_ms, at_ms)
SELECT order_id, COALESCE(coupon_id, ''), code, user_id, discount_minor, currency, state, expires_ms, at_ms FROM redemptions;

DROP TABLE redemptions;

-- Held uses of a promotion, those that have run out first.
CREATE INDEX uses_held ON uses (promotion_id, expires_ms) WHERE state = 'held';

-- A customer's uses of a promotion.
CREATE INDEX uses_customer ON uses (promotion_id, user_id) WHERE state <> 'given_back';

-- Which order of a customer took what is for first orders: one row a customer, so that of two at once one gets it.
CREATE TABLE first_orders (
    user_id TEXT PRIMARY KEY,
    order_id TEXT NOT NULL
){{#sqlite}} WITHOUT ROWID{{/sqlite}};

-- Codes for one use each are kept as a hash: who reads the table cannot use them. The order that took one last is beside it.
CREATE TABLE code_batches (
    batch_id TEXT PRIMARY KEY,
    promotion_id TEXT NOT NULL,
    codes BIGINT NOT NULL,
    made_by TEXT NOT NULL,
    created_ms BIGINT NOT NULL
);

CREATE INDEX code_batches_promotion ON code_batches (promotion_id, batch_id);

CREATE TABLE codes (
    hash TEXT{{#postgres}} COLLATE "C"{{/postgres}} PRIMARY KEY,
    promotion_id TEXT NOT NULL,
    batch_id TEXT NOT NULL,
    order_id TEXT
){{#sqlite}} WITHOUT ROWID{{/sqlite}};

CREATE INDEX codes_taken ON codes (batch_id) WHERE order_id IS NOT NULL;

CREATE TABLE group_members (
    customer_group TEXT NOT NULL,
    user_id TEXT NOT NULL,
    added_ms BIGINT NOT NULL,
    PRIMARY KEY (customer_group, user_id)
){{#sqlite}} WITHOUT ROWID{{/sqlite}};

CREATE INDEX group_members_user ON group_members (user_id, customer_group);

-- Rises with every change of a promotion, so that other processes know when to read them again.
CREATE TABLE promotion_version (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    version BIGINT NOT NULL
);

INSERT INTO promotion_version(one, version) VALUES (1, 1);
