-- Whether a product's price contains its tax: 1 or 0; null goes by the shop's rule, as all did that was written before.
ALTER TABLE products ADD COLUMN prices_include_tax BIGINT;
