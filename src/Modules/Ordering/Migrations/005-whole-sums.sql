-- Running sums are whole numbers. SQLite adds beyond 64 bits in floating point and keeps what comes of it: what vendors were owed was off by some
-- units then, without a word. PostgreSQL refuses such a sum by itself, so its tables are as they were.
{{#sqlite}}
CREATE TABLE whole_balances (
    vendor_id TEXT NOT NULL,
    currency TEXT NOT NULL,
    balance BIGINT NOT NULL CHECK (typeof(balance) = 'integer'), -- negative when more was refunded after a payout than was sold since
    PRIMARY KEY (vendor_id, currency)
) WITHOUT ROWID;

-- The ledger is right, so the balances are added up anew. Of more than 64 bits hold, 9000000000000000000 is kept: less than the ledger comes to, and never paid twice.
INSERT INTO whole_balances(vendor_id, currency, balance)
SELECT vendor_id, currency,
    CASE WHEN upper + (lower >> 32) > 2095475792 THEN 9000000000000000000 WHEN upper + (lower >> 32) < -2095475793 THEN -9000000000000000000
        ELSE ((upper + (lower >> 32)) << 32) + (lower & 4294967295) END
FROM (SELECT vendor_id, currency, SUM(amount >> 32) AS upper, SUM(amount & 4294967295) AS lower FROM vendor_ledger GROUP BY vendor_id, currency) ledger;

DROP TABLE vendor_balances;
ALTER TABLE whole_balances RENAME TO vendor_balances;

CREATE TABLE whole_days (
    vendor_id TEXT NOT NULL,
    day_ms BIGINT NOT NULL,
    currency TEXT NOT NULL,
    orders BIGINT NOT NULL CHECK (typeof(orders) = 'integer'),
    units BIGINT NOT NULL CHECK (typeof(units) = 'integer'),
    sales BIGINT NOT NULL CHECK (typeof(sales) = 'integer'),
    commissions BIGINT NOT NULL CHECK (typeof(commissions) = 'integer'),
    refunds BIGINT NOT NULL CHECK (typeof(refunds) = 'integer'),
    commission_refunds BIGINT NOT NULL CHECK (typeof(commission_refunds) = 'integer'),
    payouts BIGINT NOT NULL CHECK (typeof(payouts) = 'integer'),
    PRIMARY KEY (vendor_id, day_ms, currency)
) WITHOUT ROWID;

-- What is no whole number has been beyond 64 bits.
INSERT INTO whole_days(vendor_id, day_ms, currency, orders, units, sales, commissions, refunds, commission_refunds, payouts)
SELECT vendor_id, day_ms, currency, orders, units,
    CASE WHEN typeof(sales) = 'integer' THEN sales ELSE 9000000000000000000 END,
    CASE WHEN typeof(commissions) = 'integer' THEN commissions ELSE -9000000000000000000 END,
    CASE WHEN typeof(refunds) = 'integer' THEN refunds ELSE -9000000000000000000 END,
    CASE WHEN typeof(commission_refunds) = 'integer' THEN commission_refunds ELSE 9000000000000000000 END,
    CASE WHEN typeof(payouts) = 'integer' THEN payouts ELSE -9000000000000000000 END
FROM vendor_days;

DROP TABLE vendor_days;
ALTER TABLE whole_days RENAME TO vendor_days;
{{/sqlite}}
