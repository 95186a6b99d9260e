-- Who a vendor is, as an invoice and the law on traders want it.
CREATE TABLE vendor_traders (
    vendor_id TEXT PRIMARY KEY,
    version BIGINT NOT NULL CHECK (version > 0),
    content TEXT NOT NULL,
    actor_id TEXT NOT NULL,
    updated_ms BIGINT NOT NULL
){{#sqlite}} WITHOUT ROWID{{/sqlite}};

-- Every version of it, by whom and when. They go with the vendor's details, when its contract has ended.
CREATE TABLE vendor_trader_changes (
    vendor_id TEXT NOT NULL,
    version BIGINT NOT NULL,
    content TEXT NOT NULL,
    actor_kind TEXT NOT NULL,
    actor_id TEXT NOT NULL,
    at_ms BIGINT NOT NULL,
    PRIMARY KEY (vendor_id, version)
){{#sqlite}} WITHOUT ROWID{{/sqlite}};
CREATE INDEX vendor_trader_changes_actor ON vendor_trader_changes (actor_id, vendor_id, version);

-- A month's entries are found by their time; nobody asks for a vendor's by their number.
DROP INDEX vendor_ledger_vendor;
CREATE INDEX vendor_ledger_at ON vendor_ledger (vendor_id, at_ms);

-- Where statements begin: what was booked before the month of this moment stands in the first opening balance. 0 for a new shop.
CREATE TABLE vendor_statement_start (
    only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
    at_ms BIGINT NOT NULL
);
INSERT INTO vendor_statement_start(only_row, at_ms) SELECT 1, COALESCE(MAX(at_ms), 0) FROM vendor_ledger;

-- A row a vendor: whoever closes a month of it holds the row until the commit, so that two who close at once close one after the other.
CREATE TABLE vendor_closings (
    vendor_id TEXT PRIMARY KEY,
    closed_ms BIGINT NOT NULL
){{#sqlite}} WITHOUT ROWID{{/sqlite}};

-- Statements as they were made.
CREATE TABLE vendor_statements (
    vendor_id TEXT NOT NULL,
    month TEXT NOT NULL, -- 2026-11
    series TEXT NOT NULL,
    number BIGINT NOT NULL CHECK (number > 0),
    at_ms BIGINT NOT NULL,
    content TEXT NOT NULL,
    PRIMARY KEY (vendor_id, month)
);
CREATE UNIQUE INDEX vendor_statements_number ON vendor_statements (series, number);
CREATE INDEX vendor_statements_at ON vendor_statements (at_ms);
CREATE INDEX vendor_statements_month ON vendor_statements (month, vendor_id);

-- Which entry of the ledger stands in which statement: each in one, also one that was committed after its month was closed.
CREATE TABLE vendor_statement_entries (
    entry BIGINT PRIMARY KEY,
    vendor_id TEXT NOT NULL,
    month TEXT NOT NULL
){{#sqlite}} WITHOUT ROWID{{/sqlite}};
CREATE INDEX vendor_statement_entries_of ON vendor_statement_entries (vendor_id, month, entry);

-- Invoices and credit notes between the shop and its vendors, as they were written. The series are those of all papers.
CREATE TABLE vendor_papers (
    series TEXT NOT NULL,
    number BIGINT NOT NULL CHECK (number > 0),
    kind TEXT NOT NULL CHECK (kind IN ('self_billed_invoice', 'self_billed_credit_note', 'commission_invoice', 'commission_credit_note')),
    vendor_id TEXT NOT NULL,
    month TEXT NOT NULL,
    currency TEXT NOT NULL,
    side TEXT NOT NULL CHECK (side IN ('supply', 'commission')),
    at_ms BIGINT NOT NULL,
    total BIGINT NOT NULL,
    content TEXT NOT NULL,
    PRIMARY KEY (series, number)
);

-- One paper of each side, whoever asks how often.
CREATE UNIQUE INDEX vendor_papers_once ON vendor_papers (vendor_id, month, currency, side);
CREATE INDEX vendor_papers_at ON vendor_papers (at_ms);

-- Statements whose papers are not all written yet: a row goes when they are. What the rules or the rates stood against is said in words.
CREATE TABLE vendor_papers_due (
    vendor_id TEXT NOT NULL,
    month TEXT NOT NULL,
    supply_why TEXT NOT NULL,
    commission_why TEXT NOT NULL,
    PRIMARY KEY (vendor_id, month)
){{#sqlite}} WITHOUT ROWID{{/sqlite}};

{{#sqlite}}
CREATE TRIGGER vendor_statements_kept BEFORE UPDATE ON vendor_statements BEGIN SELECT RAISE(ABORT, 'a statement is never changed'); END;
CREATE TRIGGER vendor_statement_entries_kept BEFORE UPDATE ON vendor_statement_entries BEGIN SELECT RAISE(ABORT, 'a statement is never changed'); END;
CREATE TRIGGER vendor_statement_entries_complete BEFORE DELETE ON vendor_statement_entries BEGIN SELECT RAISE(ABORT, 'a statement is never changed'); END;
CREATE TRIGGER vendor_papers_kept BEFORE UPDATE ON vendor_papers BEGIN SELECT RAISE(ABORT, 'a paper is never changed'); END;
{{/sqlite}}
{{#postgres}}
CREATE FUNCTION vendor_statements_kept() RETURNS trigger LANGUAGE plpgsql AS $body$ BEGIN RAISE EXCEPTION 'a statement is never changed'; END $body$;
CREATE TRIGGER vendor_statements_kept BEFORE UPDATE ON vendor_statements FOR EACH ROW EXECUTE FUNCTION vendor_statements_kept();
CREATE TRIGGER vendor_statement_entries_kept BEFORE UPDATE OR DELETE ON vendor_statement_entries FOR EACH ROW EXECUTE FUNCTION vendor_statements_kept();
CREATE TRIGGER vendor_papers_kept BEFORE UPDATE ON vendor_papers FOR EACH ROW EXECUTE FUNCTION vendor_statements_kept();
{{/postgres}}
