-- Whether and how a product is offered. What was written before is for sale. for_sale says it in one word for the lists of shoppers: not deleted, active, and of
-- a variant, its parent too (parent_withheld is 0). tags is a JSON array, seo a JSON object. A seller's number is given once among the seller's products.
ALTER TABLE products ADD COLUMN status TEXT NOT NULL DEFAULT 'active' CHECK (status IN ('draft', 'active', 'archived'));
ALTER TABLE products ADD COLUMN sku TEXT;
ALTER TABLE products ADD COLUMN barcode TEXT;
ALTER TABLE products ADD COLUMN brand TEXT;
ALTER TABLE products ADD COLUMN tags TEXT NOT NULL DEFAULT '[]';
ALTER TABLE products ADD COLUMN seo TEXT;
ALTER TABLE products ADD COLUMN parent_withheld INTEGER NOT NULL DEFAULT 0 CHECK (parent_withheld IN (0, 1));
ALTER TABLE products ADD COLUMN for_sale INTEGER NOT NULL DEFAULT 1 CHECK (for_sale IN (0, 1));
UPDATE products SET for_sale = 0 WHERE deleted = 1;

CREATE UNIQUE INDEX products_by_sku ON products (vendor_id, sku) WHERE sku IS NOT NULL AND deleted = 0;
CREATE INDEX products_sku_of_any ON products (sku) WHERE sku IS NOT NULL AND deleted = 0;
CREATE INDEX products_by_barcode ON products (barcode) WHERE barcode IS NOT NULL AND deleted = 0;

DROP INDEX products_by_price;
DROP INDEX products_by_name;
DROP INDEX products_by_category;
DROP INDEX products_by_vendor;
DROP INDEX products_facets;
CREATE INDEX products_by_price ON products (price_milli, number) WHERE parent_id IS NULL AND for_sale = 1;
CREATE INDEX products_by_name ON products (name_key, number) WHERE parent_id IS NULL AND for_sale = 1;
CREATE INDEX products_by_category ON products (category, number) WHERE parent_id IS NULL AND for_sale = 1;
CREATE INDEX products_by_vendor ON products (vendor_id, number) WHERE parent_id IS NULL AND deleted = 0;
CREATE INDEX products_facets ON products (category, vendor_id, price_milli, in_stock, currency) WHERE parent_id IS NULL AND for_sale = 1;

-- What changed of a product and by whom: changes is a JSON array of {member, from, to}.
CREATE TABLE product_history (
    product_id TEXT NOT NULL,
    version BIGINT NOT NULL,
    at_ms BIGINT NOT NULL,
    user_id TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('created', 'changed', 'deleted')),
    changes TEXT NOT NULL,
    PRIMARY KEY (product_id, version)
){{#sqlite}} WITHOUT ROWID{{/sqlite}};

CREATE INDEX product_history_at ON product_history (at_ms);

-- Changes of many products at once, by the key that they came with, so that one that is repeated answers the same and changes nothing.
CREATE TABLE bulk_changes (
    user_id TEXT NOT NULL,
    idempotency_key TEXT NOT NULL,
    asked TEXT NOT NULL, -- a hash of the request
    reply TEXT NOT NULL,
    at_ms BIGINT NOT NULL,
    PRIMARY KEY (user_id, idempotency_key)
){{#sqlite}} WITHOUT ROWID{{/sqlite}};

CREATE INDEX bulk_changes_at ON bulk_changes (at_ms);
