-- How far the keys of names are written anew: products up to that number have keys of that version (Collation.Version). No row: none.
CREATE TABLE product_keys (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    version INTEGER NOT NULL,
    up_to BIGINT NOT NULL,
    done INTEGER NOT NULL DEFAULT 0 CHECK (done IN (0, 1))
);
