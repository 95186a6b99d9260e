-- Until 10:38 on 21 November 2026 a link did not say whether the cart's owner is a guest, and said when it was used, which nobody asked.
-- is: 002-carts-for-the-shop.sql
CREATE TABLE cart_links_then AS
    SELECT l.token_hash, l.user_id, COALESCE(c.guest, 1) AS guest, l.kind, l.created_ms, l.expires_ms FROM cart_links l LEFT JOIN carts c ON c.user_id = l.user_id;
DROP TABLE cart_links;

CREATE TABLE cart_links (
    token_hash TEXT PRIMARY KEY,
    user_id TEXT NOT NULL,
    guest INTEGER NOT NULL CHECK (guest IN (0, 1)),
    -- view and edit are shared by the owner; restore is mailed to the owner of an abandoned cart.
    kind TEXT NOT NULL CHECK (kind IN ('view', 'edit', 'restore')),
    created_ms BIGINT NOT NULL,
    expires_ms BIGINT NOT NULL
);

CREATE INDEX cart_links_user ON cart_links (user_id, created_ms);
CREATE INDEX cart_links_expired ON cart_links (expires_ms);

INSERT INTO cart_links(token_hash, user_id, guest, kind, created_ms, expires_ms) SELECT token_hash, user_id, guest, kind, created_ms, expires_ms FROM cart_links_then;
DROP TABLE cart_links_then;
