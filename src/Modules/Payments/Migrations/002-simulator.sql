-- The simulated provider's own books. Nothing but SimulatorStore touches them: they stand for a system outside the shop.
CREATE TABLE simulator_payments (
    payment_id TEXT PRIMARY KEY,
    order_id TEXT NOT NULL,
    amount_minor BIGINT NOT NULL CHECK (amount_minor >= 0),
    currency TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('failed_once', 'declined', 'authorized', 'captured', 'voided')),
    decline_code TEXT,
    transaction_id TEXT NOT NULL,
    created_ms BIGINT NOT NULL
){{#sqlite}} WITHOUT ROWID{{/sqlite}};

CREATE TABLE simulator_ledger (
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
CREATE TRIGGER simulator_ledger_kept BEFORE UPDATE ON simulator_ledger BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
CREATE TRIGGER simulator_ledger_complete BEFORE DELETE ON simulator_ledger BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
{{/sqlite}}
{{#postgres}}
CREATE FUNCTION simulator_ledger_kept() RETURNS trigger LANGUAGE plpgsql AS $body$ BEGIN RAISE EXCEPTION 'the ledger is append-only'; END $body$;
CREATE TRIGGER simulator_ledger_kept BEFORE UPDATE OR DELETE ON simulator_ledger FOR EACH ROW EXECUTE FUNCTION simulator_ledger_kept();
{{/postgres}}
