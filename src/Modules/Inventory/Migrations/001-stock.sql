-- Stock as counters, the holds that explain `reserved`, and the ledger that explains both at every position.
CREATE TABLE stock (
    product_id TEXT PRIMARY KEY,
    on_hand BIGINT NOT NULL CHECK (on_hand >= 0),
    reserved BIGINT NOT NULL CHECK (reserved >= 0),
    CHECK (reserved <= on_hand)
){{#sqlite}} WITHOUT ROWID{{/sqlite}};

-- State: 0 held, 1 settled, 2 released, 3 expired. A held one past its expiry counts as expired before its row says so.
CREATE TABLE reservations (
    reservation_id TEXT PRIMARY KEY,
    state INTEGER NOT NULL CHECK (state IN (0, 1, 2, 3)),
    expires_ms BIGINT NOT NULL,
    created_ms BIGINT NOT NULL,
    ended_ms BIGINT,
    lines {{json}} NOT NULL, -- units by product; never changes
    CHECK ((state = 0) = (ended_ms IS NULL))
){{#sqlite}} WITHOUT ROWID{{/sqlite}};

CREATE INDEX reservations_held ON reservations (expires_ms, reservation_id) WHERE state = 0;

-- One row a movement. Over any prefix: receipt - write_off = available + held + sold, where sold is minus the sum of sold and returned.
CREATE TABLE ledger (
    number {{identity}},
    product_id TEXT NOT NULL,
    reason TEXT NOT NULL CHECK (reason IN ('receipt', 'write_off', 'reserved', 'sold', 'released', 'expired', 'returned')),
    delta_on_hand BIGINT NOT NULL,
    delta_reserved BIGINT NOT NULL,
    reference TEXT NOT NULL,
    note TEXT,
    at_ms BIGINT NOT NULL,
    CHECK (delta_on_hand <> 0 OR delta_reserved <> 0)
);

CREATE INDEX ledger_product ON ledger (product_id, number);

-- Orders that were paid for while their units were gone. A shop fills them from the next units that come, or cancels the order.
CREATE TABLE shortages (
    number {{identity}},
    reservation_id TEXT NOT NULL,
    product_id TEXT NOT NULL,
    wanted BIGINT NOT NULL CHECK (wanted > 0),
    available BIGINT NOT NULL CHECK (available >= 0),
    code TEXT NOT NULL,
    created_ms BIGINT NOT NULL,
    closed_ms BIGINT,
    UNIQUE (reservation_id, product_id)
);

CREATE INDEX shortages_open ON shortages (number) WHERE closed_ms IS NULL;

CREATE TABLE adjustments (
    user_id TEXT NOT NULL,
    idempotency_key TEXT NOT NULL,
    product_id TEXT NOT NULL,
    delta BIGINT NOT NULL,
    reason TEXT NOT NULL,
    on_hand BIGINT NOT NULL,
    reserved BIGINT NOT NULL,
    at_ms BIGINT NOT NULL,
    PRIMARY KEY (user_id, idempotency_key)
){{#sqlite}} WITHOUT ROWID{{/sqlite}};

CREATE INDEX adjustments_at ON adjustments (at_ms);
