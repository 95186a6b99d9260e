-- What is forgotten is found by its age: records of what was done once a cart, and the empty carts of guests who are long gone.
CREATE INDEX cart_records_at ON cart_records (at_ms);
CREATE INDEX carts_left ON carts (updated_ms) WHERE guest = 1 AND lines = 0;
