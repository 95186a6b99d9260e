-- Orders, what they consist of, how they came to be, and the checkouts that carry them to their end.
CREATE TABLE orders (
    order_id TEXT PRIMARY KEY,
    user_id TEXT NOT NULL,
    cart_version BIGINT NOT NULL,
    status TEXT NOT NULL CHECK (status IN
        ('pending', 'confirmed', 'processing', 'partially_shipped', 'shipped', 'delivered', 'payment_failed', 'cancelled', 'returned')),
    reason TEXT,
    version BIGINT NOT NULL CHECK (version > 0), -- sequence of the last timeline entry
    head TEXT NOT NULL,                          -- hash of the last timeline entry
    created_ms BIGINT NOT NULL,
    updated_ms BIGINT NOT NULL,
    total_milli BIGINT NOT NULL CHECK (total_milli >= 0), -- thousandths of a major unit, so that currencies sort together
    words TEXT NOT NULL,                         -- what q searches, in lower case
    terms TEXT NOT NULL,                         -- what was agreed: lines, amounts, address; never changes
    payment_token TEXT NOT NULL,
    checkout TEXT NOT NULL CHECK (checkout IN ('paying', 'compensating', 'cancelling', 'returning', 'done')),
    undo_from INTEGER NOT NULL CHECK (undo_from >= 0),
    tries INTEGER NOT NULL CHECK (tries >= 0),
    due_ms BIGINT NOT NULL                       -- when somebody should look at the checkout again, should nobody be at it
);

CREATE INDEX orders_user ON orders (user_id, created_ms, order_id);
CREATE INDEX orders_created ON orders (created_ms, order_id);
CREATE INDEX orders_status ON orders (status, created_ms, order_id);
CREATE INDEX orders_due ON orders (due_ms) WHERE checkout <> 'done';

-- One version of a cart makes one living order, whatever the keys and however many processes take orders.
CREATE UNIQUE INDEX orders_cart ON orders (user_id, cart_version) WHERE status NOT IN ('payment_failed', 'cancelled');

CREATE TABLE order_lines (
    order_id TEXT NOT NULL,
    product_id TEXT NOT NULL,
    quantity BIGINT NOT NULL CHECK (quantity > 0),
    PRIMARY KEY (order_id, product_id)
){{#sqlite}} WITHOUT ROWID{{/sqlite}};

CREATE INDEX order_lines_product ON order_lines (product_id, order_id);

-- What each vendor has to send. 'waiting' until the vendor begins; the order's own status says whether it may.
CREATE TABLE fulfilments (
    order_id TEXT NOT NULL,
    vendor_id TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('waiting', 'processing', 'shipped', 'delivered')),
    units BIGINT NOT NULL CHECK (units > 0),
    amount BIGINT NOT NULL CHECK (amount >= 0),
    currency TEXT NOT NULL,
    carrier TEXT,
    tracking_number TEXT,
    PRIMARY KEY (order_id, vendor_id)
){{#sqlite}} WITHOUT ROWID{{/sqlite}};

CREATE INDEX fulfilments_vendor ON fulfilments (vendor_id, order_id);

CREATE TABLE timeline (
    order_id TEXT NOT NULL,
    sequence BIGINT NOT NULL CHECK (sequence > 0),
    type TEXT NOT NULL,
    status TEXT NOT NULL,
    detail TEXT,
    actor TEXT NOT NULL,
    actor_id TEXT,
    at_ms BIGINT NOT NULL,
    hash TEXT NOT NULL,
    PRIMARY KEY (order_id, sequence)
){{#sqlite}} WITHOUT ROWID{{/sqlite}};

-- The reply to each placement, for those who ask again.
CREATE TABLE placements (
    order_id TEXT PRIMARY KEY,
    user_id TEXT NOT NULL,
    idempotency_key TEXT,
    body_hash TEXT NOT NULL,
    reply {{bytes}} NOT NULL,
    created_ms BIGINT NOT NULL
);

CREATE UNIQUE INDEX placements_key ON placements (user_id, idempotency_key);
