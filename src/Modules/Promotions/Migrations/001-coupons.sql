-- Coupons, and one row an order that used one. Uses that are final are counted in the coupon; held ones are counted while their time lasts.
CREATE TABLE coupons (
    coupon_id TEXT PRIMARY KEY,
    code TEXT{{#postgres}} COLLATE "C"{{/postgres}} NOT NULL UNIQUE,
    type TEXT NOT NULL CHECK (type IN ('percent', 'amount', 'free_shipping', 'buy_x_get_y')),
    value BIGINT NOT NULL CHECK (value >= 0),
    currency TEXT,
    min_subtotal_minor BIGINT NOT NULL CHECK (min_subtotal_minor >= 0),
    starts_ms BIGINT,
    ends_ms BIGINT,
    total_limit BIGINT CHECK (total_limit > 0),
    per_customer_limit BIGINT CHECK (per_customer_limit > 0),
    products {{json}} NOT NULL,
    categories {{json}} NOT NULL,
    buy INTEGER,
    get INTEGER,
    exclusive_group TEXT,
    priority INTEGER NOT NULL,
    used_final BIGINT NOT NULL DEFAULT 0 CHECK (used_final >= 0),
    created_ms BIGINT NOT NULL,
    updated_ms BIGINT NOT NULL
);

CREATE TABLE redemptions (
    order_id TEXT PRIMARY KEY,
    coupon_id TEXT,
    code TEXT NOT NULL,
    user_id TEXT NOT NULL,
    discount_minor BIGINT NOT NULL CHECK (discount_minor >= 0),
    currency TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('held', 'final', 'given_back')),
    expires_ms BIGINT NOT NULL,
    at_ms BIGINT NOT NULL
){{#sqlite}} WITHOUT ROWID{{/sqlite}};

-- Held uses of a coupon, those that have run out first.
CREATE INDEX redemptions_held ON redemptions (coupon_id, expires_ms) WHERE state = 'held';

-- A customer's uses of a coupon.
CREATE INDEX redemptions_customer ON redemptions (coupon_id, user_id) WHERE state <> 'given_back';
