-- What staff write down about an order, for each other. They go with the erasure of whoever the order is of.
CREATE TABLE order_notes (
    note_id TEXT PRIMARY KEY,
    order_id TEXT NOT NULL,
    author_id TEXT NOT NULL,
    author TEXT NOT NULL, -- the address that the author signed in with; empty once the author is erased
    note TEXT NOT NULL,
    written_ms BIGINT NOT NULL
){{#sqlite}} WITHOUT ROWID{{/sqlite}};

CREATE INDEX order_notes_order ON order_notes (order_id, note_id);
CREATE INDEX order_notes_author ON order_notes (author_id);

-- For the list of what is to be done today: of these few are open, and all others are kept for years.
CREATE INDEX payout_files_made ON payout_files (created_ms) WHERE status = 'made';
CREATE INDEX vendor_accounts_waiting ON vendor_accounts (payable_ms);
