-- The tree of categories. A product keeps the path of names as its category; a node has an id, so that a rename or a move can take along what names it.
-- parent_id is '' at the root. name_key and slug are unique among siblings; name_key is the name without regard to case and width.
CREATE TABLE categories (
    category_id TEXT PRIMARY KEY,
    parent_id TEXT NOT NULL,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    slug TEXT NOT NULL,
    position BIGINT NOT NULL,
    description TEXT NOT NULL,
    picture TEXT,
    seo TEXT,
    version BIGINT NOT NULL CHECK (version > 0),
    updated_ms BIGINT NOT NULL,
    UNIQUE (parent_id, name_key),
    UNIQUE (parent_id, slug)
);

-- Rises with every change of the tables here, in the same transaction; whoever changes them takes this row first.
CREATE TABLE category_version (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    version BIGINT NOT NULL
);

INSERT INTO category_version(one, version) VALUES (1, 0);

-- Products on their way from one path to another, in slices: after_number is how far they are. told is 1 where promotions follow. What a late writer has put
-- under the old path is looked for once more some time after done_ms; then the row goes.
CREATE TABLE category_moves (
    number {{identity}},
    from_path TEXT NOT NULL,
    to_path TEXT NOT NULL,
    told INTEGER NOT NULL CHECK (told IN (0, 1)),
    user_id TEXT NOT NULL,
    at_ms BIGINT NOT NULL,
    begun INTEGER NOT NULL DEFAULT 0 CHECK (begun IN (0, 1)),
    after_number BIGINT NOT NULL DEFAULT 0,
    done_ms BIGINT
);

-- Addresses that categories and products had before: what has an address now goes before what had it.
CREATE TABLE category_addresses (
    slug_path TEXT PRIMARY KEY,
    category_id TEXT NOT NULL,
    at_ms BIGINT NOT NULL
);

CREATE INDEX category_addresses_of ON category_addresses (category_id);

CREATE TABLE product_slugs (
    slug TEXT PRIMARY KEY,
    product_id TEXT NOT NULL,
    at_ms BIGINT NOT NULL
);

-- What was written before has no slug, and is given one in slices after the start.
ALTER TABLE products ADD COLUMN slug TEXT;
CREATE UNIQUE INDEX products_by_slug ON products (slug) WHERE slug IS NOT NULL AND deleted = 0;
CREATE INDEX products_without_slug ON products (number) WHERE slug IS NULL AND parent_id IS NULL AND deleted = 0;

-- Paths are compared by their bytes, so that what lies below a category is a range.
DROP INDEX products_by_category;
CREATE INDEX products_by_category ON products (category{{#postgres}} COLLATE "C"{{/postgres}}, number) WHERE parent_id IS NULL AND for_sale = 1;
CREATE INDEX products_in_category ON products (category{{#postgres}} COLLATE "C"{{/postgres}}, number) WHERE deleted = 0;
