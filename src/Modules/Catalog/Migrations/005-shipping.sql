-- Goods that are not sent, what a unit weighs with its packing (0: nobody has said), and goods that cost nothing.
{{#postgres}}
ALTER TABLE products
    ADD COLUMN requires_shipping INTEGER NOT NULL DEFAULT 1 CHECK (requires_shipping IN (0, 1)),
    ADD COLUMN weight_g BIGINT NOT NULL DEFAULT 0 CHECK (weight_g >= 0),
    DROP CONSTRAINT products_price_minor_check,
    DROP CONSTRAINT products_price_milli_check,
    ADD CONSTRAINT products_price_minor_check CHECK (price_minor >= 0),
    ADD CONSTRAINT products_price_milli_check CHECK (price_milli >= 0);
{{/postgres}}
{{#sqlite}}
-- SQLite changes no CHECK, so the table is made anew. The index of texts goes by number and stays right.
CREATE TABLE products_next (
    number {{identity}},
    product_id TEXT NOT NULL UNIQUE,
    version BIGINT NOT NULL CHECK (version > 0),
    name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    description TEXT NOT NULL,
    category TEXT NOT NULL,
    vendor_id TEXT NOT NULL,
    price_minor BIGINT NOT NULL CHECK (price_minor >= 0),
    price_milli BIGINT NOT NULL CHECK (price_milli >= 0),
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
    updated_ms BIGINT NOT NULL,
    tax_class TEXT NOT NULL DEFAULT 'standard',
    requires_shipping INTEGER NOT NULL DEFAULT 1 CHECK (requires_shipping IN (0, 1)),
    weight_g BIGINT NOT NULL DEFAULT 0 CHECK (weight_g >= 0)
);

INSERT INTO products_next(number, product_id, version, name, name_key, description, category, vendor_id, price_minor, price_milli,
    currency, attributes, options, images, words, parent_id, variants, stocked, variants_stocked, deleted, created_ms, updated_ms,
    tax_class)
SELECT number, product_id, version, name, name_key, description, category, vendor_id, price_minor, price_milli,
    currency, attributes, options, images, words, parent_id, variants, stocked, variants_stocked, deleted, created_ms, updated_ms,
    tax_class
FROM products;

DROP TABLE products;
ALTER TABLE products_next RENAME TO products;

CREATE INDEX products_by_price ON products (price_milli, number) WHERE parent_id IS NULL AND deleted = 0;
CREATE INDEX products_by_name ON products (name_key, number) WHERE parent_id IS NULL AND deleted = 0;
CREATE INDEX products_by_category ON products (category, number) WHERE parent_id IS NULL AND deleted = 0;
CREATE INDEX products_by_vendor ON products (vendor_id, number) WHERE parent_id IS NULL AND deleted = 0;
CREATE INDEX products_facets ON products (category, vendor_id, price_milli, in_stock, currency) WHERE parent_id IS NULL AND deleted = 0;
CREATE INDEX products_by_parent ON products (parent_id, number) WHERE parent_id IS NOT NULL;

CREATE TRIGGER product_text_insert AFTER INSERT ON products BEGIN
    INSERT INTO product_text(rowid, name, words, description) VALUES (new.number, new.name, new.words, new.description);
END;

CREATE TRIGGER product_text_update AFTER UPDATE OF name, words, description ON products BEGIN
    INSERT INTO product_text(product_text, rowid, name, words, description) VALUES ('delete', old.number, old.name, old.words, old.description);
    INSERT INTO product_text(rowid, name, words, description) VALUES (new.number, new.name, new.words, new.description);
END;
{{/sqlite}}
