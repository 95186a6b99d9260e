-- Which products the search index must look at again, and words that mean the same.
-- at rises in the order in which changes are seen: on SQLite by one writer, on PostgreSQL as the number of the transaction, which a reader compares with the
-- oldest that still runs. A product that is not here has not changed since there is this table.
CREATE TABLE search_changes (
    product_id TEXT PRIMARY KEY,
    at BIGINT NOT NULL
);

CREATE INDEX search_changes_by_at ON search_changes (at, product_id);

CREATE TABLE synonyms (
    synonym_id TEXT PRIMARY KEY,
    words TEXT NOT NULL,
    created_ms BIGINT NOT NULL
);

{{#postgres}}
CREATE FUNCTION note_search_change() RETURNS trigger LANGUAGE plpgsql AS $note$
BEGIN
    -- A move copies this table too.
    IF current_setting('cartwright.moving', true) = 'on' THEN
        RETURN NULL;
    END IF;
    INSERT INTO search_changes(product_id, at)
        VALUES (CASE WHEN TG_OP = 'DELETE' THEN OLD.product_id ELSE NEW.product_id END, CAST(CAST(pg_current_xact_id() AS text) AS bigint))
        ON CONFLICT (product_id) DO UPDATE SET at = excluded.at;
    RETURN NULL;
END
$note$;

CREATE TRIGGER products_search_change AFTER INSERT OR UPDATE OR DELETE ON products FOR EACH ROW EXECUTE FUNCTION note_search_change();
{{/postgres}}
{{#sqlite}}
CREATE TRIGGER products_search_insert AFTER INSERT ON products BEGIN
    INSERT INTO search_changes(product_id, at) SELECT new.product_id, (SELECT COALESCE(MAX(at), 0) + 1 FROM search_changes) WHERE true
        ON CONFLICT (product_id) DO UPDATE SET at = excluded.at;
END;

CREATE TRIGGER products_search_update AFTER UPDATE ON products BEGIN
    INSERT INTO search_changes(product_id, at) SELECT new.product_id, (SELECT COALESCE(MAX(at), 0) + 1 FROM search_changes) WHERE true
        ON CONFLICT (product_id) DO UPDATE SET at = excluded.at;
END;

CREATE TRIGGER products_search_delete AFTER DELETE ON products BEGIN
    INSERT INTO search_changes(product_id, at) SELECT old.product_id, (SELECT COALESCE(MAX(at), 0) + 1 FROM search_changes) WHERE true
        ON CONFLICT (product_id) DO UPDATE SET at = excluded.at;
END;
{{/sqlite}}
