-- What proves orders to whoever has the key, which is not here: a seal an order, and the chain of all changes.
ALTER TABLE orders ADD COLUMN seal TEXT;      -- null for an order older than seals until the upgrade has come to it
ALTER TABLE timeline ADD COLUMN erased TEXT;  -- the commitment of what an entry said of a person, once that is erased

-- The key, itself under a key that is kept elsewhere, so that the outer one can be changed.
CREATE TABLE proofs (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
){{#sqlite}} WITHOUT ROWID{{/sqlite}};

-- Changes that no batch has yet.
CREATE TABLE seals_waiting (
    order_id TEXT NOT NULL,
    version BIGINT NOT NULL,
    seal TEXT NOT NULL,
    PRIMARY KEY (order_id, version)
){{#sqlite}} WITHOUT ROWID{{/sqlite}};

-- The chain: each batch lists changed orders, one a line (id, version, seal), and its head is keyed over all of that and the head before it.
CREATE TABLE seal_batches (
    number BIGINT PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('changes', 'found')), -- found: every order older than seals has one; from here on an order without a seal is a forgery
    content TEXT NOT NULL,
    at_ms BIGINT NOT NULL,
    head TEXT NOT NULL
);

{{#postgres}}
-- A process of the version before seals, which goes on for a moment beside the new one, must not change what is sealed: it cannot seal it, and it would look forged.
CREATE FUNCTION orders_sealed() RETURNS trigger LANGUAGE plpgsql AS $body$ BEGIN RAISE EXCEPTION 'an order that has a seal is changed with its seal'; END $body$;
CREATE TRIGGER orders_sealed BEFORE UPDATE ON orders FOR EACH ROW
    WHEN (OLD.seal IS NOT NULL AND NEW.version <> OLD.version AND NEW.seal IS NOT DISTINCT FROM OLD.seal) EXECUTE FUNCTION orders_sealed();
{{/postgres}}
