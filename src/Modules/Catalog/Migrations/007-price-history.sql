-- What a reduced price is compared with; what the product has cost, [Unix ms, minor units, compared with] oldest first, empty until it changes; and whom to
-- turn to about its safety, a JSON object. What was written before has cost what it does since it was last changed.
ALTER TABLE products ADD COLUMN compare_at_minor BIGINT CHECK (compare_at_minor > price_minor);
ALTER TABLE products ADD COLUMN price_history TEXT NOT NULL DEFAULT '';
ALTER TABLE products ADD COLUMN safety TEXT;
