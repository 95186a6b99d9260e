-- What a provider outside remembers here (IProviderBook): which of its payments is which of ours, written before the provider is asked to move money.
CREATE TABLE provider_payments (
    provider TEXT NOT NULL,
    payment_id TEXT NOT NULL,
    order_id TEXT NOT NULL,
    reference TEXT NOT NULL,
    amount_minor BIGINT NOT NULL CHECK (amount_minor >= 0),
    currency TEXT NOT NULL,
    takes_at_once INTEGER NOT NULL CHECK (takes_at_once IN (0, 1)),
    is_voided INTEGER NOT NULL CHECK (is_voided IN (0, 1)),
    created_ms BIGINT NOT NULL,
    PRIMARY KEY (provider, payment_id)
){{#sqlite}} WITHOUT ROWID{{/sqlite}};
CREATE UNIQUE INDEX provider_payments_by_reference ON provider_payments (provider, reference) WHERE reference <> '';

-- Its statement as it was read last, to be laid beside the shop's ledger. A copy of what stands at the provider: it can be read anew.
CREATE TABLE provider_statement (
    provider TEXT NOT NULL,
    payment_id TEXT{{#postgres}} COLLATE "C"{{/postgres}} NOT NULL,
    order_id TEXT NOT NULL,
    kind TEXT{{#postgres}} COLLATE "C"{{/postgres}} NOT NULL CHECK (kind IN ('authorized', 'captured', 'released', 'refunded')),
    reference TEXT{{#postgres}} COLLATE "C"{{/postgres}} NOT NULL,
    amount_minor BIGINT NOT NULL CHECK (amount_minor > 0),
    currency TEXT NOT NULL,
    transaction_id TEXT NOT NULL,
    at_ms BIGINT NOT NULL,
    PRIMARY KEY (provider, payment_id, kind, reference)
){{#sqlite}} WITHOUT ROWID{{/sqlite}};

-- How far each statement has been read.
CREATE TABLE provider_readings (
    provider TEXT PRIMARY KEY,
    read_until TEXT NOT NULL
){{#sqlite}} WITHOUT ROWID{{/sqlite}};

-- Objections of cardholders, as providers told them: for staff, who alone can answer.
CREATE TABLE payment_disputes (
    provider TEXT NOT NULL,
    dispute_id TEXT NOT NULL,
    payment_id TEXT NOT NULL,
    amount_minor BIGINT NOT NULL,
    currency TEXT NOT NULL,
    state TEXT NOT NULL,
    reason TEXT NOT NULL,
    answer_by_ms BIGINT,
    found_ms BIGINT NOT NULL,
    seen_ms BIGINT NOT NULL,
    PRIMARY KEY (provider, dispute_id)
){{#sqlite}} WITHOUT ROWID{{/sqlite}};
CREATE INDEX payment_disputes_newest ON payment_disputes (found_ms, provider, dispute_id);
