-- What changes an order's goods after its confirmation: edits, returns by line, goodwill. Rare, so they stand apart from the facts of the usual way.
CREATE TABLE order_movement (
    order_id TEXT NOT NULL,
    movement TEXT NOT NULL, -- which, within the order: 'refund:<id>', 'edit:<sequence>:more', 'edit:<sequence>:less'
    kind TEXT NOT NULL CHECK (kind IN ('sale', 'refund', 'goodwill')),
    at_ms BIGINT NOT NULL,
    lines TEXT NOT NULL,    -- as in order_fact; goodwill is one line of no product, its amount as gross
    PRIMARY KEY (order_id, movement)
){{#sqlite}} WITHOUT ROWID{{/sqlite}};

CREATE INDEX order_movement_at ON order_movement (at_ms);

-- The lines of order_fact are those agreed at first: of the event with the lowest sequence, whichever came first.
ALTER TABLE order_fact ADD COLUMN lines_sequence BIGINT NOT NULL DEFAULT 1;

-- A customer's confirmed orders, without reading the orders.
CREATE INDEX order_fact_bought ON order_fact (user_id, confirmed_ms) WHERE confirmed_ms IS NOT NULL;

DROP VIEW line_fact;

-- Movement '' is the confirmation, 'whole' the end of an order that was cancelled or returned as a whole: then all comes back that had not yet.
{{#sqlite}}
CREATE VIEW line_fact AS
    SELECT 'sale' AS kind, '' AS movement, o.order_id, o.confirmed_ms AS at_ms, o.user_id, o.currency,
        json_extract(l.value, '$[0]') AS vendor_id, json_extract(l.value, '$[1]') AS product_id, json_extract(l.value, '$[2]') AS product_name,
        json_extract(l.value, '$[3]') AS units, json_extract(l.value, '$[4]') AS gross, json_extract(l.value, '$[5]') AS discount
    FROM order_fact o, json_each(o.lines) l WHERE o.confirmed_ms IS NOT NULL
    UNION ALL
    SELECT 'refund', 'whole', o.order_id, o.refunded_ms, o.user_id, o.currency,
        json_extract(l.value, '$[0]'), json_extract(l.value, '$[1]'), json_extract(l.value, '$[2]'),
        json_extract(l.value, '$[3]'), json_extract(l.value, '$[4]'), json_extract(l.value, '$[5]')
    FROM order_fact o, json_each(o.lines) l
    WHERE o.refunded_ms IS NOT NULL AND o.confirmed_ms IS NOT NULL AND NOT EXISTS (SELECT 1 FROM order_movement m WHERE m.order_id = o.order_id)
    UNION ALL
    SELECT m.kind, m.movement, o.order_id, m.at_ms, o.user_id, o.currency,
        json_extract(l.value, '$[0]'), json_extract(l.value, '$[1]'), json_extract(l.value, '$[2]'),
        json_extract(l.value, '$[3]'), json_extract(l.value, '$[4]'), json_extract(l.value, '$[5]')
    FROM order_movement m CROSS JOIN order_fact o ON o.order_id = m.order_id, json_each(m.lines) l WHERE o.confirmed_ms IS NOT NULL
    UNION ALL
    SELECT 'refund', 'whole', order_id, refunded_ms, user_id, currency, vendor_id, product_id, MAX(product_name), SUM(units), SUM(gross), SUM(discount)
    FROM (
        SELECT o.order_id, o.refunded_ms, o.user_id, o.currency,
            json_extract(l.value, '$[0]') AS vendor_id, json_extract(l.value, '$[1]') AS product_id, json_extract(l.value, '$[2]') AS product_name,
            json_extract(l.value, '$[3]') AS units, json_extract(l.value, '$[4]') AS gross, json_extract(l.value, '$[5]') AS discount
        FROM order_fact o, json_each(o.lines) l
        WHERE o.refunded_ms IS NOT NULL AND o.confirmed_ms IS NOT NULL AND o.order_id IN (SELECT order_id FROM order_movement)
        UNION ALL
        SELECT o.order_id, o.refunded_ms, o.user_id, o.currency, json_extract(l.value, '$[0]'), json_extract(l.value, '$[1]'), json_extract(l.value, '$[2]'),
            CASE m.kind WHEN 'sale' THEN 1 ELSE -1 END * json_extract(l.value, '$[3]'), CASE m.kind WHEN 'sale' THEN 1 ELSE -1 END * json_extract(l.value, '$[4]'),
            CASE m.kind WHEN 'sale' THEN 1 ELSE -1 END * json_extract(l.value, '$[5]')
        FROM order_movement m CROSS JOIN order_fact o ON o.order_id = m.order_id, json_each(m.lines) l
        WHERE m.kind <> 'goodwill' AND o.refunded_ms IS NOT NULL AND o.confirmed_ms IS NOT NULL
    ) rest
    GROUP BY order_id, refunded_ms, user_id, currency, vendor_id, product_id HAVING SUM(units) <> 0 OR SUM(gross) <> SUM(discount);
{{/sqlite}}
{{#postgres}}
CREATE VIEW line_fact AS
    SELECT 'sale' AS kind, '' AS movement, o.order_id, o.confirmed_ms AS at_ms, o.user_id, o.currency,
        l.value ->> 0 AS vendor_id, l.value ->> 1 AS product_id, l.value ->> 2 AS product_name,
        CAST(l.value ->> 3 AS BIGINT) AS units, CAST(l.value ->> 4 AS BIGINT) AS gross, CAST(l.value ->> 5 AS BIGINT) AS discount
    FROM order_fact o CROSS JOIN LATERAL jsonb_array_elements(CAST(o.lines AS jsonb)) l(value) WHERE o.confirmed_ms IS NOT NULL
    UNION ALL
    SELECT 'refund', 'whole', o.order_id, o.refunded_ms, o.user_id, o.currency,
        l.value ->> 0, l.value ->> 1, l.value ->> 2,
        CAST(l.value ->> 3 AS BIGINT), CAST(l.value ->> 4 AS BIGINT), CAST(l.value ->> 5 AS BIGINT)
    FROM order_fact o CROSS JOIN LATERAL jsonb_array_elements(CAST(o.lines AS jsonb)) l(value)
    WHERE o.refunded_ms IS NOT NULL AND o.confirmed_ms IS NOT NULL AND NOT EXISTS (SELECT 1 FROM order_movement m WHERE m.order_id = o.order_id)
    UNION ALL
    SELECT m.kind, m.movement, o.order_id, m.at_ms, o.user_id, o.currency,
        l.value ->> 0, l.value ->> 1, l.value ->> 2,
        CAST(l.value ->> 3 AS BIGINT), CAST(l.value ->> 4 AS BIGINT), CAST(l.value ->> 5 AS BIGINT)
    FROM order_movement m JOIN order_fact o ON o.order_id = m.order_id CROSS JOIN LATERAL jsonb_array_elements(CAST(m.lines AS jsonb)) l(value) WHERE o.confirmed_ms IS NOT NULL
    UNION ALL
    SELECT 'refund', 'whole', order_id, refunded_ms, user_id, currency, vendor_id, product_id, MAX(product_name),
        CAST(SUM(units) AS BIGINT), CAST(SUM(gross) AS BIGINT), CAST(SUM(discount) AS BIGINT)
    FROM (
        SELECT o.order_id, o.refunded_ms, o.user_id, o.currency, l.value ->> 0 AS vendor_id, l.value ->> 1 AS product_id, l.value ->> 2 AS product_name,
            CAST(l.value ->> 3 AS BIGINT) AS units, CAST(l.value ->> 4 AS BIGINT) AS gross, CAST(l.value ->> 5 AS BIGINT) AS discount
        FROM order_fact o CROSS JOIN LATERAL jsonb_array_elements(CAST(o.lines AS jsonb)) l(value)
        WHERE o.refunded_ms IS NOT NULL AND o.confirmed_ms IS NOT NULL AND o.order_id IN (SELECT order_id FROM order_movement)
        UNION ALL
        SELECT o.order_id, o.refunded_ms, o.user_id, o.currency, l.value ->> 0, l.value ->> 1, l.value ->> 2,
            CASE m.kind WHEN 'sale' THEN 1 ELSE -1 END * CAST(l.value ->> 3 AS BIGINT), CASE m.kind WHEN 'sale' THEN 1 ELSE -1 END * CAST(l.value ->> 4 AS BIGINT),
            CASE m.kind WHEN 'sale' THEN 1 ELSE -1 END * CAST(l.value ->> 5 AS BIGINT)
        FROM order_movement m JOIN order_fact o ON o.order_id = m.order_id CROSS JOIN LATERAL jsonb_array_elements(CAST(m.lines AS jsonb)) l(value)
        WHERE m.kind <> 'goodwill' AND o.refunded_ms IS NOT NULL AND o.confirmed_ms IS NOT NULL
    ) rest
    GROUP BY order_id, refunded_ms, user_id, currency, vendor_id, product_id HAVING SUM(units) <> 0 OR SUM(gross) <> SUM(discount);
{{/postgres}}

-- One row: whether all facts of orders are to be taken from Ordering anew, and how far that is.
CREATE TABLE rebuild (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    state TEXT NOT NULL CHECK (state IN ('wanted', 'running', 'done', 'failed')),
    wanted_ms BIGINT NOT NULL,
    updated_ms BIGINT NOT NULL,
    after_order_id TEXT NOT NULL, -- orders up to here are done: a restart goes on from there
    done BIGINT NOT NULL,
    total BIGINT NOT NULL,
    error TEXT
);
