-- Units that wait for a payment: how many of a product, and how many orders and units of whom, so that nobody keeps a shop's stock for nothing.
-- Holds from before are counted for nobody: they end as they would have.
ALTER TABLE stock ADD COLUMN unpaid BIGINT NOT NULL DEFAULT 0 CHECK (unpaid >= 0);

ALTER TABLE reservations ADD COLUMN holder TEXT; -- a keyed hash; empty again when the reservation has ended for good
ALTER TABLE reservations ADD COLUMN unpaid INTEGER NOT NULL DEFAULT 0 CHECK (unpaid IN (0, 1));

CREATE TABLE unpaid_tabs (
    holder TEXT PRIMARY KEY,
    orders BIGINT NOT NULL CHECK (orders > 0),
    units BIGINT NOT NULL CHECK (units >= 0)
){{#sqlite}} WITHOUT ROWID{{/sqlite}};
