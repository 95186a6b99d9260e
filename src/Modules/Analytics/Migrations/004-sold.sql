-- How well products sell, for whoever ranks them: told by event, beside the orders. An order whose facts changed is uncounted until CountSold has looked at it.
ALTER TABLE order_fact ADD COLUMN uncounted INTEGER NOT NULL DEFAULT 1 CHECK (uncounted IN (0, 1));
CREATE INDEX order_fact_uncounted ON order_fact (order_id) WHERE uncounted = 1;

-- What each order of the last 90 days counts for a product, so that a later cancellation takes back exactly that.
CREATE TABLE sold_line (
    order_id TEXT NOT NULL,
    product_id TEXT NOT NULL,
    day BIGINT NOT NULL, -- of the confirmation, days since 1970
    units BIGINT NOT NULL CHECK (units > 0),
    PRIMARY KEY (order_id, product_id)
){{#sqlite}} WITHOUT ROWID{{/sqlite}};

CREATE INDEX sold_line_day ON sold_line (day);

-- The same by product and day.
CREATE TABLE sold_day (
    product_id TEXT NOT NULL,
    day BIGINT NOT NULL,
    units BIGINT NOT NULL,
    PRIMARY KEY (product_id, day)
){{#sqlite}} WITHOUT ROWID{{/sqlite}};

CREATE INDEX sold_day_day ON sold_day (day);
