-- Guests are counted by mailbox and by place, as keyed hashes: a new guest costs nothing. Uses from before have none and count by their user alone.
ALTER TABLE uses ADD COLUMN email_name TEXT;
ALTER TABLE uses ADD COLUMN place_name TEXT; -- guests' alone

CREATE INDEX uses_email ON uses (promotion_id, email_name) WHERE email_name IS NOT NULL AND state <> 'given_back';
CREATE INDEX uses_place ON uses (promotion_id, place_name) WHERE place_name IS NOT NULL AND state <> 'given_back';

-- Names that are to be forgotten, the oldest first.
CREATE INDEX uses_named ON uses (at_ms) WHERE email_name IS NOT NULL;

-- The same for what is for first orders: one row a mailbox, and one a place of guests.
CREATE TABLE first_order_names (
    name TEXT PRIMARY KEY,
    order_id TEXT NOT NULL,
    at_ms BIGINT NOT NULL
){{#sqlite}} WITHOUT ROWID{{/sqlite}};

CREATE INDEX first_order_names_at ON first_order_names (at_ms);
