-- Until 21:15 on 21 November 2026 goodwill was not taken out again when its order came back whole.
-- is: 003-sums.sql
DROP VIEW order_sum;

-- Goodwill given to an order that then ends whole is a part of what comes back: it is taken out again, so that such an order ends at exactly 0.
CREATE VIEW goodwill_back AS
    SELECT f.order_id, o.refunded_ms AS at_ms, f.currency, f.vendor_id, -f.gross AS gross
    FROM line_fact f JOIN order_fact o ON o.order_id = f.order_id WHERE f.kind = 'goodwill' AND o.refunded_ms IS NOT NULL;

-- What line_fact and goodwill_back say, an order at a time: orders is 1 for a confirmation. An order that ended whole gives back what had not come back yet.
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
    WHERE units + moved_units <> 0 OR gross + moved_gross <> discount + moved_discount
    UNION ALL
    SELECT 'goodwill', 0, order_id, at_ms, currency, 0, gross, 0 FROM goodwill_back;
