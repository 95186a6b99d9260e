-- What happened, as compact facts. Figures are always derived from these rows, so that they cannot drift from them.
CREATE TABLE order_fact (
    order_id TEXT PRIMARY KEY,
    user_id TEXT NOT NULL,
    status TEXT NOT NULL,
    sequence BIGINT NOT NULL,
    currency TEXT NOT NULL,
    lines TEXT NOT NULL,
    placed_ms BIGINT NOT NULL,
    confirmed_ms BIGINT,
    refunded_ms BIGINT
);

CREATE INDEX order_fact_user ON order_fact (user_id, placed_ms);
CREATE INDEX order_fact_confirmed ON order_fact (confirmed_ms) WHERE confirmed_ms IS NOT NULL;
CREATE INDEX order_fact_refunded ON order_fact (refunded_ms) WHERE refunded_ms IS NOT NULL;

-- The lines of an order are one text: [vendor, product, name, units, gross, discount] each. A sale counts at its confirmation; it comes back at
-- its refund, which is one only if there was a sale.
{{#sqlite}}
CREATE VIEW line_fact AS
    SELECT 'sale' AS kind, o.order_id, o.confirmed_ms AS at_ms, o.user_id, o.currency,
        json_extract(l.value, '$[0]') AS vendor_id, json_extract(l.value, '$[1]') AS product_id, json_extract(l.value, '$[2]') AS product_name,
        json_extract(l.value, '$[3]') AS units, json_extract(l.value, '$[4]') AS gross, json_extract(l.value, '$[5]') AS discount
    FROM order_fact o, json_each(o.lines) l WHERE o.confirmed_ms IS NOT NULL
    UNION ALL
    SELECT 'refund', o.order_id, o.refunded_ms, o.user_id, o.currency,
        json_extract(l.value, '$[0]'), json_extract(l.value, '$[1]'), json_extract(l.value, '$[2]'),
        json_extract(l.value, '$[3]'), json_extract(l.value, '$[4]'), json_extract(l.value, '$[5]')
    FROM order_fact o, json_each(o.lines) l WHERE o.refunded_ms IS NOT NULL AND o.confirmed_ms IS NOT NULL;
{{/sqlite}}
{{#postgres}}
CREATE VIEW line_fact AS
    SELECT 'sale' AS kind, o.order_id, o.confirmed_ms AS at_ms, o.user_id, o.currency,
        l.value ->> 0 AS vendor_id, l.value ->> 1 AS product_id, l.value ->> 2 AS product_name,
        CAST(l.value ->> 3 AS BIGINT) AS units, CAST(l.value ->> 4 AS BIGINT) AS gross, CAST(l.value ->> 5 AS BIGINT) AS discount
    FROM order_fact o CROSS JOIN LATERAL jsonb_array_elements(CAST(o.lines AS jsonb)) l(value) WHERE o.confirmed_ms IS NOT NULL
    UNION ALL
    SELECT 'refund', o.order_id, o.refunded_ms, o.user_id, o.currency,
        l.value ->> 0, l.value ->> 1, l.value ->> 2,
        CAST(l.value ->> 3 AS BIGINT), CAST(l.value ->> 4 AS BIGINT), CAST(l.value ->> 5 AS BIGINT)
    FROM order_fact o CROSS JOIN LATERAL jsonb_array_elements(CAST(o.lines AS jsonb)) l(value) WHERE o.refunded_ms IS NOT NULL AND o.confirmed_ms IS NOT NULL;
{{/postgres}}

CREATE TABLE cart_fact (
    number {{identity}},
    user_id TEXT NOT NULL,
    version BIGINT NOT NULL,
    created_ms BIGINT NOT NULL,
    items_ms BIGINT,
    checked_out_ms BIGINT,
    abandoned_ms BIGINT,
    closed_ms BIGINT
);

CREATE INDEX cart_fact_user ON cart_fact (user_id, number);
CREATE UNIQUE INDEX cart_fact_open ON cart_fact (user_id) WHERE closed_ms IS NULL;
CREATE INDEX cart_fact_created ON cart_fact (created_ms);

CREATE TABLE user_fact (
    user_id TEXT PRIMARY KEY,
    registered_ms BIGINT NOT NULL
);

CREATE INDEX user_fact_registered ON user_fact (registered_ms);
