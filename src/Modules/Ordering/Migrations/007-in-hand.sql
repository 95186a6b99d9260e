-- Which process has an order in hand (Kernel/Presence): when it lives no more, another takes the order over at once rather than when its lease ends.
-- NULL where nobody has, and where one process owns the file.
ALTER TABLE orders ADD COLUMN runner BIGINT;
CREATE INDEX orders_in_hand ON orders (runner) WHERE runner IS NOT NULL;
