-- Several providers, and payments that wait: for the shopper's word, for a transfer, for a provider that answers later.
{{#sqlite}}
CREATE TABLE payments_next (
    payment_id TEXT PRIMARY KEY,
    order_id TEXT NOT NULL,
    user_id TEXT,
    amount_minor BIGINT NOT NULL CHECK (amount_minor >= 0),
    currency TEXT NOT NULL,
    method TEXT NOT NULL,
    takes_at_once INTEGER NOT NULL CHECK (takes_at_once IN (0, 1)),
    state TEXT NOT NULL CHECK (state IN ('authorizing', 'authorized', 'capturing', 'captured', 'refunded', 'declined', 'voiding', 'voided', 'action_required', 'awaiting')),
    reason TEXT,
    transaction_id TEXT,
    capture_minor BIGINT NOT NULL DEFAULT 0 CHECK (capture_minor <= amount_minor),
    captured_minor BIGINT NOT NULL DEFAULT 0 CHECK (captured_minor BETWEEN 0 AND amount_minor),
    refunded_minor BIGINT NOT NULL DEFAULT 0 CHECK (refunded_minor BETWEEN 0 AND captured_minor),
    created_ms BIGINT NOT NULL,
    updated_ms BIGINT NOT NULL,
    looks INTEGER NOT NULL DEFAULT 0,
    look_ms BIGINT,
    provider TEXT NOT NULL DEFAULT 'simulator',
    entries INTEGER NOT NULL DEFAULT 0,
    waits_for TEXT
) WITHOUT ROWID;
INSERT INTO payments_next(payment_id, order_id, user_id, amount_minor, currency, method, takes_at_once, state, reason, transaction_id, capture_minor, captured_minor,
        refunded_minor, created_ms, updated_ms, looks, look_ms)
    SELECT payment_id, order_id, user_id, amount_minor, currency, method, takes_at_once, state, reason, transaction_id, capture_minor, captured_minor,
        refunded_minor, created_ms, updated_ms, looks, look_ms FROM payments;
DROP TABLE payments;
ALTER TABLE payments_next RENAME TO payments;
CREATE INDEX payments_by_hand ON payments (order_id) WHERE payment_id <> order_id;
CREATE INDEX payments_unknown ON payments (look_ms) WHERE look_ms IS NOT NULL;

CREATE TABLE simulator_payments_next (
    payment_id TEXT PRIMARY KEY,
    order_id TEXT NOT NULL,
    amount_minor BIGINT NOT NULL CHECK (amount_minor >= 0),
    currency TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('failed_once', 'declined', 'authorized', 'captured', 'voided', 'challenged', 'late')),
    decline_code TEXT,
    transaction_id TEXT NOT NULL,
    created_ms BIGINT NOT NULL,
    token TEXT NOT NULL DEFAULT '',
    takes_at_once INTEGER NOT NULL DEFAULT 1 CHECK (takes_at_once IN (0, 1)),
    until_ms BIGINT,
    faults INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;
INSERT INTO simulator_payments_next(payment_id, order_id, amount_minor, currency, state, decline_code, transaction_id, created_ms)
    SELECT payment_id, order_id, amount_minor, currency, state, decline_code, transaction_id, created_ms FROM simulator_payments;
DROP TABLE simulator_payments;
ALTER TABLE simulator_payments_next RENAME TO simulator_payments;
{{/sqlite}}
{{#postgres}}
ALTER TABLE payments DROP CONSTRAINT payments_state_check;
ALTER TABLE payments ADD CONSTRAINT payments_state_check
    CHECK (state IN ('authorizing', 'authorized', 'capturing', 'captured', 'refunded', 'declined', 'voiding', 'voided', 'action_required', 'awaiting'));
ALTER TABLE payments ADD COLUMN provider TEXT NOT NULL DEFAULT 'simulator';
ALTER TABLE payments ADD COLUMN entries INTEGER NOT NULL DEFAULT 0;
ALTER TABLE payments ADD COLUMN waits_for TEXT;
ALTER TABLE simulator_payments DROP CONSTRAINT simulator_payments_state_check;
ALTER TABLE simulator_payments ADD CONSTRAINT simulator_payments_state_check
    CHECK (state IN ('failed_once', 'declined', 'authorized', 'captured', 'voided', 'challenged', 'late'));
ALTER TABLE simulator_payments ADD COLUMN token TEXT NOT NULL DEFAULT '';
ALTER TABLE simulator_payments ADD COLUMN takes_at_once INTEGER NOT NULL DEFAULT 1 CHECK (takes_at_once IN (0, 1));
ALTER TABLE simulator_payments ADD COLUMN until_ms BIGINT;
ALTER TABLE simulator_payments ADD COLUMN faults INTEGER NOT NULL DEFAULT 0;
{{/postgres}}

-- What the simulated provider answers later.
CREATE INDEX simulator_payments_late ON simulator_payments (until_ms) WHERE state = 'late';

-- What the simulated providers have still to tell the shop.
CREATE TABLE simulator_webhooks (
    number {{identity}},
    webhook_id TEXT NOT NULL,
    provider TEXT NOT NULL,
    payment_id TEXT NOT NULL,
    made_ms BIGINT NOT NULL
);

-- The simulated bank's own books. Nothing but BankStore touches them: they stand for a system outside the shop.
CREATE TABLE bank_payments (
    payment_id TEXT PRIMARY KEY,
    order_id TEXT NOT NULL,
    amount_minor BIGINT NOT NULL CHECK (amount_minor >= 0),
    currency TEXT NOT NULL,
    takes_at_once INTEGER NOT NULL CHECK (takes_at_once IN (0, 1)),
    state TEXT NOT NULL CHECK (state IN ('awaiting', 'received', 'captured', 'voided')),
    reference TEXT NOT NULL,
    transaction_id TEXT NOT NULL,
    due_ms BIGINT NOT NULL,
    created_ms BIGINT NOT NULL
){{#sqlite}} WITHOUT ROWID{{/sqlite}};
CREATE UNIQUE INDEX bank_payments_by_reference ON bank_payments (reference) WHERE reference <> '';

CREATE TABLE bank_ledger (
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
CREATE TRIGGER bank_ledger_kept BEFORE UPDATE ON bank_ledger BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
CREATE TRIGGER bank_ledger_complete BEFORE DELETE ON bank_ledger BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
{{/sqlite}}
{{#postgres}}
CREATE FUNCTION bank_ledger_kept() RETURNS trigger LANGUAGE plpgsql AS $body$ BEGIN RAISE EXCEPTION 'the ledger is append-only'; END $body$;
CREATE TRIGGER bank_ledger_kept BEFORE UPDATE OR DELETE ON bank_ledger FOR EACH ROW EXECUTE FUNCTION bank_ledger_kept();
{{/postgres}}
