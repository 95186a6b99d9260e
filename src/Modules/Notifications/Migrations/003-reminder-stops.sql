-- Addresses that are not reminded any more, each by a keyed hash.
CREATE TABLE reminder_stops (
    name TEXT PRIMARY KEY,
    at_ms BIGINT NOT NULL
){{#sqlite}} WITHOUT ROWID{{/sqlite}};
