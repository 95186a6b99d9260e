-- How well products sell, as Analytics tells it: of the product itself (own), and with its variants (sold), which RankProducts sums up. It stands beside the
-- products, whatever their store: a sale is no change of a product. stale is 1 until the sum and the lists follow what was told.
CREATE TABLE product_sold (
    product_id TEXT PRIMARY KEY,
    own BIGINT NOT NULL DEFAULT 0,
    told_ms BIGINT NOT NULL DEFAULT 0,
    stale INTEGER NOT NULL DEFAULT 1 CHECK (stale IN (0, 1)),
    number BIGINT NOT NULL DEFAULT 0, -- the product's own, so that the order of the list is one index
    sold BIGINT NOT NULL DEFAULT 0,
    level INTEGER NOT NULL DEFAULT 0
);

CREATE INDEX product_sold_best ON product_sold (sold, number) WHERE sold > 0;
CREATE INDEX product_sold_stale ON product_sold (product_id) WHERE stale = 1;
