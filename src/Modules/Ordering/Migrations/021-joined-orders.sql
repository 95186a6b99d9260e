-- Orders of guests that joined the account whose owner has shown that the address is his. Who placed an order is under its seal and stays;
-- whose it is now stands beside it, and lists go by that.
ALTER TABLE orders ADD COLUMN joined_to TEXT;

DROP INDEX orders_user;
CREATE INDEX orders_holder ON orders ((COALESCE(joined_to, user_id)), created_ms, order_id);
