-- Products, the names of those who sell them, and the index that full-text search asks.
CREATE TABLE vendors (
    vendor_id TEXT PRIMARY KEY,
    name TEXT NOT NULL
);

-- Goods that an admin offers without naming a vendor are the shop's own.
INSERT INTO vendors(vendor_id, name) VALUES ('shop', 'Cartwright');

-- number orders by age. price_milli is the price in thousandths of a major unit, so that currencies with 0, 2 and 3 digits share one index.
-- stocked says whether Inventory has any: written only when that turns, so that sales of plenty cost Catalog nothing.
-- words is what a search finds beside name and description: category, vendor, attributes, options.
CREATE TABLE products (
    number {{identity}},
    product_id TEXT NOT NULL UNIQUE,
    version BIGINT NOT NULL CHECK (version > 0),
    name TEXT NOT NULL,
    name_key TEXT{{#postgres}} COLLATE "C"{{/postgres}} NOT NULL,
    description TEXT NOT NULL,
    category TEXT NOT NULL,
    vendor_id TEXT NOT NULL,
    price_minor BIGINT NOT NULL CHECK (price_minor > 0),
    price_milli BIGINT NOT NULL CHECK (price_milli > 0),
    currency TEXT NOT NULL,
    attributes TEXT NOT NULL,
    options TEXT,
    images TEXT NOT NULL,
    words TEXT NOT NULL,
    parent_id TEXT CHECK (parent_id <> product_id),
    variants INTEGER NOT NULL DEFAULT 0 CHECK (variants >= 0),
    stocked INTEGER NOT NULL DEFAULT 0 CHECK (stocked IN (0, 1)),
    variants_stocked INTEGER NOT NULL DEFAULT 0 CHECK (variants_stocked >= 0),
    in_stock INTEGER GENERATED ALWAYS AS (CASE WHEN stocked + variants_stocked > 0 THEN 1 ELSE 0 END) STORED,
    deleted INTEGER NOT NULL DEFAULT 0 CHECK (deleted IN (0, 1)),
    created_ms BIGINT NOT NULL,
    updated_ms BIGINT NOT NULL{{#postgres}},
    search tsvector GENERATED ALWAYS AS (
        setweight(to_tsvector('english', name), 'A') || setweight(to_tsvector('english', words), 'B') || setweight(to_tsvector('english', description), 'C')) STORED{{/postgres}}
);

CREATE INDEX products_by_price ON products (price_milli, number) WHERE parent_id IS NULL AND deleted = 0;
CREATE INDEX products_by_name ON products (name_key, number) WHERE parent_id IS NULL AND deleted = 0;
CREATE INDEX products_by_category ON products (category, number) WHERE parent_id IS NULL AND deleted = 0;
CREATE INDEX products_by_vendor ON products (vendor_id, number) WHERE parent_id IS NULL AND deleted = 0;
CREATE INDEX products_facets ON products (category, vendor_id, price_milli, in_stock, currency) WHERE parent_id IS NULL AND deleted = 0;
CREATE INDEX products_by_parent ON products (parent_id, number) WHERE parent_id IS NOT NULL;

{{#postgres}}
CREATE INDEX products_search ON products USING gin (search);
{{/postgres}}
{{#sqlite}}
CREATE VIRTUAL TABLE product_text USING fts5(
    name, words, description, content='products', content_rowid='number', tokenize='porter unicode61 remove_diacritics 2', prefix='2 3');

CREATE TRIGGER product_text_insert AFTER INSERT ON products BEGIN
    INSERT INTO product_text(rowid, name, words, description) VALUES (new.number, new.name, new.words, new.description);
END;

CREATE TRIGGER product_text_update AFTER UPDATE OF name, words, description ON products BEGIN
    INSERT INTO product_text(product_text, rowid, name, words, description) VALUES ('delete', old.number, old.name, old.words, old.description);
    INSERT INTO product_text(rowid, name, words, description) VALUES (new.number, new.name, new.words, new.description);
END;
{{/sqlite}}
