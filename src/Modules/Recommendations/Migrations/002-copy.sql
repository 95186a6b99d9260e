-- Products whose neighbours in a copy of the affinities (Recommendations:Store=redis) are not yet as the tables have them. Empty without a copy;
-- with one it holds at most a row a product, and a row goes when the copy has it.
CREATE TABLE copy_stale (
    product_id TEXT PRIMARY KEY,
    mark TEXT NOT NULL
);
