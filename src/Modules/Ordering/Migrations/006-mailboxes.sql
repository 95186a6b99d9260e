-- A guest's earlier orders are known by the mailbox: a keyed hash of it, so that looking for one reads no order's text. Orders from before have none.
ALTER TABLE orders ADD COLUMN email_name TEXT;

CREATE INDEX orders_email ON orders (email_name) WHERE email_name IS NOT NULL;
