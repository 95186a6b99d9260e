-- A cart whose store was wiped counts its versions anew: what has been ordered is a version of the cart that began then. Orders from before count for carts that say
-- no beginning; no cart of theirs can come back at an older version, because its store is the same.
ALTER TABLE orders ADD COLUMN cart_began_ms BIGINT NOT NULL DEFAULT 0;

DROP INDEX orders_cart;
CREATE UNIQUE INDEX orders_cart ON orders (user_id, cart_version, cart_began_ms) WHERE status NOT IN ('payment_failed', 'cancelled');
