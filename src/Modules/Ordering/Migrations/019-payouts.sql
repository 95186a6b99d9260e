-- A payout that comes back: the vendor is owed its money again. The ledger takes no kind that it does not know, so that on SQLite its rows move into
-- a table that knows this one.
{{#sqlite}}
CREATE TABLE returned_ledger (
    number {{identity}},
    vendor_id TEXT NOT NULL,
    currency TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('sale', 'commission', 'refund', 'commission_refund', 'payout', 'payout_returned')),
    amount BIGINT NOT NULL CHECK (amount <> 0 AND (amount > 0) = (kind IN ('sale', 'commission_refund', 'payout_returned'))),
    order_id TEXT,
    sequence BIGINT, -- of the timeline entry that caused it
    payout_id TEXT,
    at_ms BIGINT NOT NULL,
    CHECK ((kind IN ('payout', 'payout_returned')) = (order_id IS NULL) AND (order_id IS NULL) = (payout_id IS NOT NULL))
);
INSERT INTO returned_ledger(number, vendor_id, currency, kind, amount, order_id, sequence, payout_id, at_ms)
SELECT number, vendor_id, currency, kind, amount, order_id, sequence, payout_id, at_ms FROM vendor_ledger ORDER BY number;
DROP TRIGGER vendor_ledger_kept;
DROP TRIGGER vendor_ledger_complete;
DROP TABLE vendor_ledger;
ALTER TABLE returned_ledger RENAME TO vendor_ledger;
CREATE INDEX vendor_ledger_order ON vendor_ledger (order_id, vendor_id) WHERE order_id IS NOT NULL;
CREATE INDEX vendor_ledger_vendor ON vendor_ledger (vendor_id, number);
CREATE TRIGGER vendor_ledger_kept BEFORE UPDATE ON vendor_ledger BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
CREATE TRIGGER vendor_ledger_complete BEFORE DELETE ON vendor_ledger BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
{{/sqlite}}
{{#postgres}}
ALTER TABLE vendor_ledger DROP CONSTRAINT IF EXISTS vendor_ledger_kind_check;
ALTER TABLE vendor_ledger DROP CONSTRAINT IF EXISTS vendor_ledger_check;
ALTER TABLE vendor_ledger DROP CONSTRAINT IF EXISTS vendor_ledger_check1;
ALTER TABLE vendor_ledger ADD CONSTRAINT vendor_ledger_kinds
    CHECK (kind IN ('sale', 'commission', 'refund', 'commission_refund', 'payout', 'payout_returned'));
ALTER TABLE vendor_ledger ADD CONSTRAINT vendor_ledger_signs
    CHECK (amount <> 0 AND (amount > 0) = (kind IN ('sale', 'commission_refund', 'payout_returned')));
ALTER TABLE vendor_ledger ADD CONSTRAINT vendor_ledger_causes
    CHECK ((kind IN ('payout', 'payout_returned')) = (order_id IS NULL) AND (order_id IS NULL) = (payout_id IS NOT NULL));
{{/postgres}}

-- For the comparison, which asks for the entries of single payouts.
CREATE INDEX vendor_ledger_payout ON vendor_ledger (payout_id) WHERE payout_id IS NOT NULL;

-- What came back of payouts, by who said so. All of a payout together is never more than the payout.
CREATE TABLE payout_returns (
    payout_id TEXT NOT NULL,
    total BIGINT NOT NULL CHECK (total > 0), -- what has come back in all with this
    reason TEXT NOT NULL,
    source TEXT NOT NULL CHECK (source IN ('bank', 'provider', 'staff')),
    actor_id TEXT NOT NULL, -- empty: the shop itself
    at_ms BIGINT NOT NULL,
    PRIMARY KEY (payout_id, total)
){{#sqlite}} WITHOUT ROWID{{/sqlite}};

-- Payouts that a provider outside of the shop is asked for: written before it is asked. One that is asked is reserved of its vendor's balance; one
-- that is paid is a payout, under the same id.
CREATE TABLE payout_orders (
    payout_id TEXT PRIMARY KEY,
    provider TEXT NOT NULL,
    vendor_id TEXT NOT NULL,
    currency TEXT NOT NULL,
    amount BIGINT NOT NULL CHECK (amount > 0),
    destination TEXT NOT NULL,
    note TEXT,
    status TEXT NOT NULL CHECK (status IN ('asked', 'paid', 'refused')),
    reason TEXT, -- why it was refused, or why nobody knows yet
    reference TEXT, -- the provider's id of it
    actor_id TEXT NOT NULL,
    idempotency_key TEXT NOT NULL UNIQUE,
    body_hash TEXT NOT NULL,
    tries INTEGER NOT NULL,
    look_ms BIGINT NOT NULL, -- when it is asked about again
    created_ms BIGINT NOT NULL,
    updated_ms BIGINT NOT NULL
);
CREATE INDEX payout_orders_created ON payout_orders (created_ms, payout_id);
CREATE INDEX payout_orders_due ON payout_orders (look_ms) WHERE status = 'asked';
CREATE INDEX payout_orders_open ON payout_orders (vendor_id, currency) WHERE status = 'asked';

-- A vendor's account at Stripe beside its account at a bank, each empty where there is none. What a vendor changed by itself is paid to from payable_ms on,
-- or when staff confirm it.
ALTER TABLE vendor_accounts ADD COLUMN stripe_account TEXT NOT NULL DEFAULT '';
ALTER TABLE vendor_accounts ADD COLUMN payable_ms BIGINT NOT NULL DEFAULT 0;
ALTER TABLE vendor_account_changes ADD COLUMN stripe_account TEXT NOT NULL DEFAULT '';
ALTER TABLE vendor_account_changes ADD COLUMN before_shown TEXT NOT NULL DEFAULT ''; -- what the account was, in part; empty: there was none
ALTER TABLE vendor_account_changes ADD COLUMN actor_role TEXT NOT NULL DEFAULT 'admin';
ALTER TABLE vendor_account_changes ADD COLUMN payable_ms BIGINT NOT NULL DEFAULT 0;
ALTER TABLE vendor_account_changes ADD COLUMN confirmed_by TEXT; -- who of staff let it be paid to before its time
CREATE INDEX vendor_account_changes_of ON vendor_account_changes (vendor_id, number);
