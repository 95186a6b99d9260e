-- Who asked for the link of an order by its number and address, for a day: so that nobody fills a mailbox or tries numbers. Both are hashes
-- under the shop's secret.
CREATE TABLE order_lookups (
    lookup_id TEXT PRIMARY KEY,
    mailbox TEXT NOT NULL,
    network TEXT NOT NULL,
    asked_ms BIGINT NOT NULL
){{#sqlite}} WITHOUT ROWID{{/sqlite}};

CREATE INDEX order_lookups_mailbox ON order_lookups (mailbox, asked_ms);
CREATE INDEX order_lookups_network ON order_lookups (network, asked_ms);
