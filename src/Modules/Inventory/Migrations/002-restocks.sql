-- Units that came back of what a reservation had deducted, so that none comes back twice.
CREATE TABLE restocks (
    request_id TEXT PRIMARY KEY,
    reservation_id TEXT NOT NULL,
    lines {{json}} NOT NULL, -- units by product
    at_ms BIGINT NOT NULL
){{#sqlite}} WITHOUT ROWID{{/sqlite}};

CREATE INDEX restocks_reservation ON restocks (reservation_id);
