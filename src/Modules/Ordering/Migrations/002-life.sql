-- What happens to orders beyond the plain way, what each entry of a timeline changed, and returns where they are looked for.
ALTER TABLE orders ADD COLUMN life TEXT;                      -- JSON; null while nothing has happened
ALTER TABLE orders ADD COLUMN busy INTEGER NOT NULL DEFAULT 0; -- 1 while another module still has to be asked
ALTER TABLE timeline ADD COLUMN data TEXT;                    -- JSON; null where type and status say all

CREATE INDEX orders_busy ON orders (due_ms) WHERE busy = 1;

CREATE TABLE returns (
    return_id TEXT PRIMARY KEY,
    order_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('requested', 'approved', 'rejected', 'received', 'refunded')),
    created_ms BIGINT NOT NULL
){{#sqlite}} WITHOUT ROWID{{/sqlite}};

CREATE INDEX returns_created ON returns (created_ms, return_id);
CREATE INDEX returns_status ON returns (status, created_ms, return_id);

-- Whose lines a return is about.
CREATE TABLE return_vendors (
    vendor_id TEXT NOT NULL,
    return_id TEXT NOT NULL,
    created_ms BIGINT NOT NULL,
    PRIMARY KEY (vendor_id, return_id)
){{#sqlite}} WITHOUT ROWID{{/sqlite}};

CREATE INDEX return_vendors_created ON return_vendors (vendor_id, created_ms, return_id);
