-- What the shop knows about money: one row a payment, one a wanted refund, and every movement once, in the order it was learned.
CREATE TABLE payments (
    payment_id TEXT PRIMARY KEY,
    order_id TEXT NOT NULL,
    user_id TEXT,
    amount_minor BIGINT NOT NULL CHECK (amount_minor >= 0),
    currency TEXT NOT NULL,
    method TEXT NOT NULL,
    takes_at_once INTEGER NOT NULL CHECK (takes_at_once IN (0, 1)),
    state TEXT NOT NULL CHECK (state IN ('authorizing', 'authorized', 'capturing', 'captured', 'refunded', 'declined', 'voiding', 'voided')),
    reason TEXT,
    transaction_id TEXT,
    capture_minor BIGINT NOT NULL DEFAULT 0 CHECK (capture_minor <= amount_minor),
    captured_minor BIGINT NOT NULL DEFAULT 0 CHECK (captured_minor BETWEEN 0 AND amount_minor),
    refunded_minor BIGINT NOT NULL DEFAULT 0 CHECK (refunded_minor BETWEEN 0 AND captured_minor),
    created_ms BIGINT NOT NULL,
    updated_ms BIGINT NOT NULL,
    looks INTEGER NOT NULL DEFAULT 0,
    look_ms BIGINT
){{#sqlite}} WITHOUT ROWID{{/sqlite}};

-- Only payments that were made by hand have an id of their own; all others are found by the order's id.
CREATE INDEX payments_by_hand ON payments (order_id) WHERE payment_id <> order_id;

-- What the gateway must still be asked about: empty when nothing is unknown.
CREATE INDEX payments_unknown ON payments (look_ms) WHERE look_ms IS NOT NULL;

CREATE TABLE payment_refunds (
    payment_id TEXT NOT NULL,
    refund_id TEXT NOT NULL,
    amount_minor BIGINT NOT NULL CHECK (amount_minor > 0),
    reason TEXT NOT NULL,
    transaction_id TEXT,
    created_ms BIGINT NOT NULL,
    looks INTEGER NOT NULL DEFAULT 0,
    look_ms BIGINT,
    PRIMARY KEY (payment_id, refund_id)
){{#sqlite}} WITHOUT ROWID{{/sqlite}};

CREATE INDEX payment_refunds_unknown ON payment_refunds (look_ms) WHERE look_ms IS NOT NULL;

CREATE TABLE payment_ledger (
    number {{identity}},
    payment_id TEXT{{#postgres}} COLLATE "C"{{/postgres}} NOT NULL,
    order_id TEXT NOT NULL,
    kind TEXT{{#postgres}} COLLATE "C"{{/postgres}} NOT NULL CHECK (kind IN ('authorized', 'captured', 'released', 'refunded')),
    reference TEXT{{#postgres}} COLLATE "C"{{/postgres}} NOT NULL,
    amount_minor BIGINT NOT NULL CHECK (amount_minor > 0),
    currency TEXT NOT NULL,
    transaction_id TEXT NOT NULL,
    at_ms BIGINT NOT NULL,
    UNIQUE (payment_id, kind, reference)
);

{{#sqlite}}
CREATE TRIGGER payment_ledger_kept BEFORE UPDATE ON payment_ledger BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
CREATE TRIGGER payment_ledger_complete BEFORE DELETE ON payment_ledger BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
{{/sqlite}}
{{#postgres}}
CREATE FUNCTION payment_ledger_kept() RETURNS trigger LANGUAGE plpgsql AS $body$ BEGIN RAISE EXCEPTION 'the ledger is append-only'; END $body$;
CREATE TRIGGER payment_ledger_kept BEFORE UPDATE OR DELETE ON payment_ledger FOR EACH ROW EXECUTE FUNCTION payment_ledger_kept();
{{/postgres}}
