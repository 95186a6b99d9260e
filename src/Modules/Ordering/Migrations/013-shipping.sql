-- Where the shop ships, for what, and where goods are fetched: rows that staff write, few and small, read whole into memory.
CREATE TABLE shipping_rows (
    row_id TEXT PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('zone', 'pickup_point')),
    content TEXT NOT NULL, -- what was written, as JSON
    version BIGINT NOT NULL CHECK (version > 0),
    created_ms BIGINT NOT NULL,
    updated_ms BIGINT NOT NULL
);

-- Who wrote what when: the row as it was after each change, null when it was deleted.
CREATE TABLE shipping_row_changes (
    number {{identity}},
    row_id TEXT NOT NULL,
    action TEXT NOT NULL CHECK (action IN ('created', 'changed', 'deleted')),
    content TEXT,
    actor_id TEXT NOT NULL,
    at_ms BIGINT NOT NULL
);

CREATE INDEX shipping_row_changes_row ON shipping_row_changes (row_id, number);

-- By it other processes know that rows changed.
CREATE TABLE shipping_version (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    version BIGINT NOT NULL
);

INSERT INTO shipping_version(one, version) VALUES (1, 1);

-- The labels of parcels as carriers printed them. They say where somebody lives, and go with the erasure of a person.
CREATE TABLE shipping_labels (
    label_id TEXT PRIMARY KEY, -- the order's id and the version at which it was bought
    order_id TEXT NOT NULL,
    media_type TEXT NOT NULL,
    content {{bytes}} NOT NULL,
    created_ms BIGINT NOT NULL
);

CREATE INDEX shipping_labels_order ON shipping_labels (order_id);

-- The books of the simulated carrier, which only a demo has. Without a number: given back before it was bought.
CREATE TABLE simulated_labels (
    request_id TEXT PRIMARY KEY,
    tracking_number TEXT UNIQUE,
    bought_ms BIGINT NOT NULL,
    cancelled_ms BIGINT
);
