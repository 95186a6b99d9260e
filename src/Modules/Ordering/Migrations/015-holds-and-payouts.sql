-- Orders of which money is held and not taken yet: a row goes when nothing is.
CREATE TABLE order_holds (
    order_id TEXT PRIMARY KEY,
    held BIGINT NOT NULL CHECK (held > 0),
    currency TEXT NOT NULL,
    until_ms BIGINT NOT NULL, -- the first of its holds ends
    look_ms BIGINT NOT NULL, -- somebody should look at it: to renew it, to tell of it, to let go of it
    is_told INTEGER NOT NULL CHECK (is_told IN (0, 1))
){{#sqlite}} WITHOUT ROWID{{/sqlite}};
CREATE INDEX order_holds_by_end ON order_holds (until_ms, order_id);
CREATE INDEX order_holds_due ON order_holds (look_ms, order_id);

-- Where vendors' money goes. Lists never show a whole number.
CREATE TABLE vendor_accounts (
    vendor_id TEXT PRIMARY KEY,
    holder TEXT NOT NULL,
    iban TEXT NOT NULL,
    bic TEXT NOT NULL, -- empty when it is not known
    actor_id TEXT NOT NULL,
    updated_ms BIGINT NOT NULL
){{#sqlite}} WITHOUT ROWID{{/sqlite}};

-- Files of credit transfers for the shop's bank, as they were made.
CREATE TABLE payout_files (
    file_id TEXT PRIMARY KEY,
    status TEXT NOT NULL CHECK (status IN ('made', 'executed', 'discarded')),
    transfers INTEGER NOT NULL,
    total BIGINT NOT NULL CHECK (total > 0), -- cents of EUR
    content {{#sqlite}}BLOB{{/sqlite}}{{#postgres}}BYTEA{{/postgres}} NOT NULL,
    actor_id TEXT NOT NULL,
    idempotency_key TEXT NOT NULL UNIQUE,
    created_ms BIGINT NOT NULL,
    updated_ms BIGINT NOT NULL
);
CREATE INDEX payout_files_created ON payout_files (created_ms, file_id);

-- Their transfers. One that is sent is a payout, under the same id; one that is in a file is reserved of its vendor's balance.
CREATE TABLE payout_instructions (
    payout_id TEXT PRIMARY KEY,
    file_id TEXT NOT NULL,
    vendor_id TEXT NOT NULL,
    amount BIGINT NOT NULL CHECK (amount > 0), -- cents of EUR
    holder TEXT NOT NULL,
    iban TEXT NOT NULL,
    bic TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('in_file', 'sent', 'refused')),
    reason TEXT,
    updated_ms BIGINT NOT NULL
){{#sqlite}} WITHOUT ROWID{{/sqlite}};
CREATE INDEX payout_instructions_of_file ON payout_instructions (file_id, vendor_id);
CREATE INDEX payout_instructions_open ON payout_instructions (vendor_id) WHERE status = 'in_file';
