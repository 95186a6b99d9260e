-- How far the chain of orders had come when Ordering last told it: kept here, so that nobody who can write Ordering's tables alone can cut the chain's end off.
CREATE TABLE anchors (
    name TEXT PRIMARY KEY,
    number BIGINT NOT NULL,
    head TEXT NOT NULL,
    at_ms BIGINT NOT NULL
){{#sqlite}} WITHOUT ROWID{{/sqlite}};
