-- Each change of a cart moves its times. An index on them would be written with each; one on the hour is written once an hour.
DROP INDEX carts_recent;
DROP INDEX carts_expiring;
ALTER TABLE carts ADD COLUMN updated_hour BIGINT NOT NULL DEFAULT 0;
UPDATE carts SET updated_hour = updated_ms / 3600000;
CREATE INDEX carts_by_hour ON carts (updated_hour) WHERE lines > 0;
CREATE INDEX cart_lives_unflagged ON cart_lives (number) WHERE ended_ms IS NULL AND abandoned_ms IS NULL;
{{#postgres}}
-- Room on the page for the next version of a row.
ALTER TABLE carts SET (fillfactor = 70);
ALTER TABLE cart_lines SET (fillfactor = 70);
{{/postgres}}
