-- A lower price for a time. price_milli is the price that lists filter and order by: that of the last write; price_due_ms is when it has to be
-- written anew.
ALTER TABLE products ADD COLUMN sale_minor BIGINT;
ALTER TABLE products ADD COLUMN sale_starts_ms BIGINT;
ALTER TABLE products ADD COLUMN sale_ends_ms BIGINT;
ALTER TABLE products ADD COLUMN price_due_ms BIGINT;

CREATE INDEX products_price_due ON products (price_due_ms, product_id) WHERE price_due_ms IS NOT NULL;
