-- What lists and reminders need of a cart without reading its lines.
ALTER TABLE carts ADD COLUMN email TEXT;
ALTER TABLE carts ADD COLUMN units BIGINT NOT NULL DEFAULT 0;
ALTER TABLE carts ADD COLUMN value_minor BIGINT NOT NULL DEFAULT 0;
ALTER TABLE carts ADD COLUMN currency TEXT;

{{#postgres}}
-- Where several processes write, a new cart is locked by a row of version 0 before it is made.
ALTER TABLE carts DROP CONSTRAINT carts_version_check;
{{/postgres}}

CREATE INDEX carts_recent ON carts (updated_ms, user_id) WHERE lines > 0;

-- A cart's life begins with its first line to buy and ends when it is bought, expires or is emptied. An open life can be flagged as abandoned.
CREATE TABLE cart_lives (
    number {{identity}},
    user_id TEXT NOT NULL,
    began_ms BIGINT NOT NULL,
    ended_ms BIGINT,
    ended TEXT CHECK (ended IN ('converted', 'expired', 'emptied', 'merged', 'restored')),
    order_id TEXT,
    value_minor BIGINT NOT NULL DEFAULT 0,
    currency TEXT,
    -- Flagged now; null again with the next activity.
    abandoned_ms BIGINT,
    first_abandoned_ms BIGINT,
    recovered_ms BIGINT
);

CREATE UNIQUE INDEX cart_lives_open ON cart_lives (user_id) WHERE ended_ms IS NULL;
CREATE INDEX cart_lives_abandoned ON cart_lives (abandoned_ms, number) WHERE abandoned_ms IS NOT NULL AND ended_ms IS NULL;
CREATE INDEX cart_lives_order ON cart_lives (order_id) WHERE order_id IS NOT NULL;
CREATE INDEX cart_lives_began ON cart_lives (began_ms);
CREATE INDEX cart_lives_first_abandoned ON cart_lives (first_abandoned_ms) WHERE first_abandoned_ms IS NOT NULL;
CREATE INDEX cart_lives_recovered ON cart_lives (recovered_ms) WHERE recovered_ms IS NOT NULL;
CREATE INDEX cart_lives_ended ON cart_lives (ended_ms) WHERE ended = 'converted';

-- Links to a cart. The link itself is not kept, only its hash: whoever reads this table can open none.
CREATE TABLE cart_links (
    token_hash TEXT PRIMARY KEY,
    user_id TEXT NOT NULL,
    -- view and edit are shared by the owner; restore is mailed to the owner of an abandoned cart.
    kind TEXT NOT NULL CHECK (kind IN ('view', 'edit', 'restore')),
    created_ms BIGINT NOT NULL,
    expires_ms BIGINT NOT NULL,
    used_ms BIGINT
);

CREATE INDEX cart_links_user ON cart_links (user_id, created_ms);
CREATE INDEX cart_links_expired ON cart_links (expires_ms);
