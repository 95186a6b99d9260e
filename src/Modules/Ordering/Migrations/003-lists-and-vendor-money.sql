-- What lists are found by, and what the shop owes its vendors.

-- A total can only be compared with others of its currency.
ALTER TABLE orders ADD COLUMN currency TEXT NOT NULL DEFAULT '';
{{#sqlite}}UPDATE orders SET currency = json_extract(terms, '$.currency');{{/sqlite}}
{{#postgres}}UPDATE orders SET currency = terms::jsonb ->> 'currency';{{/postgres}}
CREATE INDEX orders_total ON orders (total_milli, order_id);
CREATE INDEX orders_status_total ON orders (status, total_milli, order_id);

-- With the order's time the lines of a product are a list by themselves.
ALTER TABLE order_lines ADD COLUMN created_ms BIGINT NOT NULL DEFAULT 0;
UPDATE order_lines SET created_ms = (SELECT o.created_ms FROM orders o WHERE o.order_id = order_lines.order_id);
DROP INDEX order_lines_product;
CREATE INDEX order_lines_product ON order_lines (product_id, created_ms, order_id);

-- The words an admin finds orders by, each a list by time. Neither engine's full-text index can give a page of a common word without its whole list.
CREATE TABLE order_words (
    word TEXT NOT NULL,
    created_ms BIGINT NOT NULL,
    order_id TEXT NOT NULL,
    PRIMARY KEY (word, created_ms, order_id)
){{#sqlite}} WITHOUT ROWID{{/sqlite}};

{{#sqlite}}
WITH RECURSIVE split(order_id, created_ms, word, rest) AS (
    SELECT order_id, created_ms, '', replace(replace(replace(replace(replace(replace(replace(words, '@', ' '), '.', ' '), '-', ' '), '_', ' '), ',', ' '), '(', ' '), ')', ' ') || ' ' FROM orders
    UNION ALL
    SELECT order_id, created_ms, substr(rest, 1, instr(rest, ' ') - 1), substr(rest, instr(rest, ' ') + 1) FROM split WHERE rest <> ''
)
INSERT OR IGNORE INTO order_words(word, created_ms, order_id)
SELECT word, created_ms, order_id FROM split WHERE word <> ''
UNION SELECT lower(json_extract(terms, '$.email')), created_ms, order_id FROM orders
UNION SELECT substr(order_id, -8), created_ms, order_id FROM orders;
{{/sqlite}}
{{#postgres}}
INSERT INTO order_words(word, created_ms, order_id)
SELECT word, created_ms, order_id FROM orders, regexp_split_to_table(words, '[^[:alnum:]]+') AS word WHERE word <> ''
UNION SELECT lower(terms::jsonb ->> 'email'), created_ms, order_id FROM orders
UNION SELECT right(order_id, 8), created_ms, order_id FROM orders;
{{/postgres}}

-- What each vendor's part is worth, in minor units, allocated once when the order is placed. Their sums are the order's to the unit.
ALTER TABLE fulfilments ADD COLUMN created_ms BIGINT NOT NULL DEFAULT 0;
ALTER TABLE fulfilments ADD COLUMN stage TEXT NOT NULL DEFAULT 'unpaid'; -- the part's state as its vendor sees it; 'unpaid' is hidden from it
ALTER TABLE fulfilments ADD COLUMN goods BIGINT NOT NULL DEFAULT 0;      -- before the discount
ALTER TABLE fulfilments ADD COLUMN discount BIGINT NOT NULL DEFAULT 0;
ALTER TABLE fulfilments ADD COLUMN tax BIGINT NOT NULL DEFAULT 0;        -- on top of the prices, that on the shipping included
ALTER TABLE fulfilments ADD COLUMN shipping BIGINT NOT NULL DEFAULT 0;
ALTER TABLE fulfilments ADD COLUMN commission BIGINT NOT NULL DEFAULT 0;
ALTER TABLE fulfilments ADD COLUMN commission_milli BIGINT;              -- the agreed rate; null for orders older than the ledger, which stay outside of it
ALTER TABLE fulfilments ADD COLUMN booked BIGINT NOT NULL DEFAULT 0;     -- sales less refunds in the ledger so far
ALTER TABLE fulfilments ADD COLUMN booked_commission BIGINT NOT NULL DEFAULT 0;

UPDATE fulfilments SET goods = amount, created_ms = (SELECT o.created_ms FROM orders o WHERE o.order_id = fulfilments.order_id),
    stage = (SELECT CASE WHEN o.status IN ('pending', 'payment_failed') THEN 'unpaid' WHEN o.status IN ('cancelled', 'returned') THEN o.status
        WHEN fulfilments.status = 'waiting' THEN 'confirmed' ELSE fulfilments.status END FROM orders o WHERE o.order_id = fulfilments.order_id);

DROP INDEX fulfilments_vendor;
CREATE INDEX fulfilments_vendor ON fulfilments (vendor_id, created_ms, order_id) WHERE stage <> 'unpaid';
CREATE INDEX fulfilments_stage ON fulfilments (vendor_id, stage, created_ms, order_id);

-- How many parts of a vendor are at each stage, kept in the transaction that moves one.
CREATE TABLE vendor_counts (
    vendor_id TEXT NOT NULL,
    stage TEXT NOT NULL,
    orders BIGINT NOT NULL,
    PRIMARY KEY (vendor_id, stage)
){{#sqlite}} WITHOUT ROWID{{/sqlite}};

INSERT INTO vendor_counts(vendor_id, stage, orders) SELECT vendor_id, stage, COUNT(*) FROM fulfilments WHERE stage <> 'unpaid' GROUP BY vendor_id, stage;

-- What the shop owes its vendors: append-only, in minor units; positive is owed to the vendor. A vendor's balance is the sum.
CREATE TABLE vendor_ledger (
    number {{identity}},
    vendor_id TEXT NOT NULL,
    currency TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('sale', 'commission', 'refund', 'commission_refund', 'payout')),
    amount BIGINT NOT NULL CHECK (amount <> 0 AND (amount > 0) = (kind IN ('sale', 'commission_refund'))),
    order_id TEXT,
    sequence BIGINT, -- of the timeline entry that caused it
    payout_id TEXT,
    at_ms BIGINT NOT NULL,
    CHECK ((kind = 'payout') = (order_id IS NULL) AND (order_id IS NULL) = (payout_id IS NOT NULL))
);

CREATE INDEX vendor_ledger_order ON vendor_ledger (order_id, vendor_id) WHERE order_id IS NOT NULL;
CREATE INDEX vendor_ledger_vendor ON vendor_ledger (vendor_id, number);

{{#sqlite}}
CREATE TRIGGER vendor_ledger_kept BEFORE UPDATE ON vendor_ledger BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
CREATE TRIGGER vendor_ledger_complete BEFORE DELETE ON vendor_ledger BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
{{/sqlite}}
{{#postgres}}
CREATE FUNCTION vendor_ledger_kept() RETURNS trigger LANGUAGE plpgsql AS $body$ BEGIN RAISE EXCEPTION 'the ledger is append-only'; END $body$;
CREATE TRIGGER vendor_ledger_kept BEFORE UPDATE OR DELETE ON vendor_ledger FOR EACH ROW EXECUTE FUNCTION vendor_ledger_kept();
{{/postgres}}

-- The ledger's sums by day (UTC), for reports and the dashboard. Orders and units are those confirmed on that day.
CREATE TABLE vendor_days (
    vendor_id TEXT NOT NULL,
    day_ms BIGINT NOT NULL,
    currency TEXT NOT NULL,
    orders BIGINT NOT NULL,
    units BIGINT NOT NULL,
    sales BIGINT NOT NULL,
    commissions BIGINT NOT NULL,
    refunds BIGINT NOT NULL,
    commission_refunds BIGINT NOT NULL,
    payouts BIGINT NOT NULL,
    PRIMARY KEY (vendor_id, day_ms, currency)
){{#sqlite}} WITHOUT ROWID{{/sqlite}};

-- The ledger's sums over all time. A payout takes from here, so that two at once cannot pay the same money.
CREATE TABLE vendor_balances (
    vendor_id TEXT NOT NULL,
    currency TEXT NOT NULL,
    balance BIGINT NOT NULL, -- negative when more was refunded after a payout than was sold since
    PRIMARY KEY (vendor_id, currency)
){{#sqlite}} WITHOUT ROWID{{/sqlite}};

CREATE TABLE payouts (
    payout_id TEXT PRIMARY KEY,
    vendor_id TEXT NOT NULL,
    currency TEXT NOT NULL,
    amount BIGINT NOT NULL CHECK (amount > 0),
    note TEXT,
    actor_id TEXT NOT NULL,
    idempotency_key TEXT NOT NULL UNIQUE,
    body_hash TEXT NOT NULL,
    created_ms BIGINT NOT NULL
);

CREATE INDEX payouts_created ON payouts (created_ms, payout_id);
CREATE INDEX payouts_vendor ON payouts (vendor_id, created_ms, payout_id);
