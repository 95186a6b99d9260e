-- The sums of an order's lines beside the lines: figures of the whole shop need not take a million lines apart. Written with them, so they cannot drift.
ALTER TABLE order_fact ADD COLUMN units BIGINT NOT NULL DEFAULT 0;
ALTER TABLE order_fact ADD COLUMN gross BIGINT NOT NULL DEFAULT 0;
ALTER TABLE order_fact ADD COLUMN discount BIGINT NOT NULL DEFAULT 0;
ALTER TABLE order_movement ADD COLUMN units BIGINT NOT NULL DEFAULT 0;
ALTER TABLE order_movement ADD COLUMN gross BIGINT NOT NULL DEFAULT 0;
ALTER TABLE order_movement ADD COLUMN discount BIGINT NOT NULL DEFAULT 0;

{{#sqlite}}
UPDATE order_fact SET (units, gross, discount) = (
    SELECT COALESCE(SUM(json_extract(l.value, '$[3]')), 0), COALESCE(SUM(json_extract(l.value, '$[4]')), 0), COALESCE(SUM(json_extract(l.value, '$[5]')), 0) FROM json_each(lines) l);
UPDATE order_movement SET (units, gross, discount) = (
    SELECT COALESCE(SUM(json_extract(l.value, '$[3]')), 0), COALESCE(SUM(json_extract(l.value, '$[4]')), 0), COALESCE(SUM(json_extract(l.value, '$[5]')), 0) FROM json_each(lines) l);
{{/sqlite}}
{{#postgres}}
UPDATE order_fact o SET (units, gross, discount) = (
    SELECT COALESCE(SUM(CAST(l.value ->> 3 AS BIGINT)), 0), COALESCE(SUM(CAST(l.value ->> 4 AS BIGINT)), 0), COALESCE(SUM(CAST(l.value ->> 5 AS BIGINT)), 0)
    FROM jsonb_array_elements(CAST(o.lines AS jsonb)) l(value));
UPDATE order_movement m SET (units, gross, discount) = (
    SELECT COALESCE(SUM(CAST(l.value ->> 3 AS BIGINT)), 0), COALESCE(SUM(CAST(l.value ->> 4 AS BIGINT)), 0), COALESCE(SUM(CAST(l.value ->> 5 AS BIGINT)), 0)
    FROM jsonb_array_elements(CAST(m.lines AS jsonb)) l(value));
{{/postgres}}

-- What line_fact says, an order at a time: orders is 1 for a confirmation. An order that ended whole gives back what had not come back yet.
CREATE VIEW order_sum AS
    SELECT 'sale' AS kind, 1 AS orders, order_id, confirmed_ms AS at_ms, currency, units, gross, discount FROM order_fact WHERE confirmed_ms IS NOT NULL
    UNION ALL
    SELECT 'refund', 0, o.order_id, o.refunded_ms, o.currency, o.units, o.gross, o.discount
    FROM order_fact o WHERE o.refunded_ms IS NOT NULL AND o.confirmed_ms IS NOT NULL AND NOT EXISTS (SELECT 1 FROM order_movement m WHERE m.order_id = o.order_id)
    UNION ALL
    SELECT m.kind, 0, o.order_id, m.at_ms, o.currency, m.units, m.gross, m.discount
    FROM order_movement m CROSS JOIN order_fact o WHERE o.order_id = m.order_id AND o.confirmed_ms IS NOT NULL
    UNION ALL
    SELECT 'refund', 0, order_id, refunded_ms, currency, CAST(units + moved_units AS BIGINT), CAST(gross + moved_gross AS BIGINT), CAST(discount + moved_discount AS BIGINT)
    FROM (
        SELECT o.order_id, o.refunded_ms, o.currency, o.units, o.gross, o.discount,
            SUM(m.units * CASE m.kind WHEN 'sale' THEN 1 WHEN 'refund' THEN -1 ELSE 0 END) AS moved_units,
            SUM(m.gross * CASE m.kind WHEN 'sale' THEN 1 WHEN 'refund' THEN -1 ELSE 0 END) AS moved_gross,
            SUM(m.discount * CASE m.kind WHEN 'sale' THEN 1 WHEN 'refund' THEN -1 ELSE 0 END) AS moved_discount
        FROM order_movement m CROSS JOIN order_fact o
        WHERE o.order_id = m.order_id AND o.refunded_ms IS NOT NULL AND o.confirmed_ms IS NOT NULL
        GROUP BY o.order_id, o.refunded_ms, o.currency, o.units, o.gross, o.discount
    ) ended
    WHERE units + moved_units <> 0 OR gross + moved_gross <> discount + moved_discount;
