-- Uploaded pictures. Which a product has stands in its row, wherever products are kept; here stands each content once, and what there is to do about it.
ALTER TABLE products ADD COLUMN pictures TEXT NOT NULL DEFAULT '';

-- state: new (not all of it is kept yet), waiting (for its sizes), made, broken (they cannot be made; the JPEG is shown), going (its files are being
-- deleted). next_ms is when to look again. vendor_id is who brought it first, against whose bound it counts. unused_ms is since when no product has it.
CREATE TABLE pictures (
    number {{identity}},
    hash TEXT NOT NULL UNIQUE,
    format TEXT NOT NULL,
    width BIGINT NOT NULL CHECK (width > 0),
    height BIGINT NOT NULL CHECK (height > 0),
    bytes BIGINT NOT NULL CHECK (bytes > 0),
    vendor_id TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('new', 'waiting', 'made', 'broken', 'going')),
    tries BIGINT NOT NULL DEFAULT 0,
    next_ms BIGINT NOT NULL,
    made_ms BIGINT NOT NULL,
    unused_ms BIGINT
);

CREATE INDEX pictures_open ON pictures (state, next_ms) WHERE state IN ('waiting', 'going');
CREATE INDEX pictures_by_vendor ON pictures (vendor_id, bytes);

-- Addresses that pictures are to be fetched from. A row goes when its picture is there; one that failed stays for a time, so that the seller sees why.
CREATE TABLE picture_fetches (
    number {{identity}},
    product_id TEXT NOT NULL,
    address TEXT NOT NULL,
    place BIGINT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'failed')),
    tries BIGINT NOT NULL DEFAULT 0,
    next_ms BIGINT NOT NULL,
    made_ms BIGINT NOT NULL,
    detail TEXT,
    UNIQUE (product_id, address)
);

CREATE INDEX picture_fetches_open ON picture_fetches (next_ms) WHERE state = 'waiting';
CREATE INDEX picture_fetches_failed ON picture_fetches (made_ms) WHERE state = 'failed';

-- Pages load pictures of this shop alone from now on: those that products link to elsewhere are fetched, and until then drawn.
{{#sqlite}}
INSERT INTO picture_fetches(product_id, address, place, state, next_ms, made_ms)
SELECT p.product_id, e.value, MIN(e.key), 'waiting', 0, p.updated_ms
FROM products p, json_each(p.images) e WHERE p.deleted = 0 AND e.value LIKE 'https://%' GROUP BY p.product_id, e.value, p.updated_ms;

UPDATE products SET images = '["/api/products/' || product_id || '/image.svg"]' WHERE images LIKE '%"https://%';
{{/sqlite}}
{{#postgres}}
INSERT INTO picture_fetches(product_id, address, place, state, next_ms, made_ms)
SELECT p.product_id, e.value, MIN(e.place) - 1, 'waiting', 0, p.updated_ms
FROM products p CROSS JOIN LATERAL jsonb_array_elements_text(p.images::jsonb) WITH ORDINALITY AS e(value, place)
WHERE p.deleted = 0 AND e.value LIKE 'https://%' GROUP BY p.product_id, e.value, p.updated_ms;

UPDATE products SET images = '["/api/products/' || product_id || '/image.svg"]' WHERE images LIKE '%"https://%';
{{/postgres}}
