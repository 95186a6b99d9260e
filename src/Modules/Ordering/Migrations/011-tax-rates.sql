-- Rows of tax rates that staff wrote. They hold before those of the configuration and of the program.
CREATE TABLE tax_rates (
    tax_rate_id TEXT PRIMARY KEY,
    country TEXT NOT NULL,
    part TEXT,   -- of ISO 3166-2 what follows the dash
    postal TEXT, -- what postal codes begin with; with neither the row is for the whole country
    tax_class TEXT NOT NULL, -- '*' for every class without a row of its own
    milli BIGINT NOT NULL CHECK (milli >= 0 AND milli <= 100000), -- thousandths of a percent
    included INTEGER NOT NULL CHECK (included IN (0, 1)),
    taxes_shipping INTEGER NOT NULL CHECK (taxes_shipping IN (0, 1)),
    reason TEXT,   -- null for what the rate says of itself
    from_day TEXT, -- as 2026-01-01, both days included; null is open
    to_day TEXT,
    source TEXT NOT NULL,
    version BIGINT NOT NULL CHECK (version > 0),
    created_ms BIGINT NOT NULL,
    updated_ms BIGINT NOT NULL,
    CHECK (part IS NULL OR postal IS NULL),
    CHECK (from_day IS NULL OR to_day IS NULL OR from_day <= to_day)
);

CREATE INDEX tax_rates_place ON tax_rates (country, tax_class, tax_rate_id);

-- Who wrote what when: the row as it was after each change, null when it was deleted.
CREATE TABLE tax_rate_changes (
    number {{identity}},
    tax_rate_id TEXT NOT NULL,
    action TEXT NOT NULL CHECK (action IN ('created', 'changed', 'deleted')),
    content TEXT,
    actor_id TEXT NOT NULL,
    at_ms BIGINT NOT NULL
);

CREATE INDEX tax_rate_changes_rate ON tax_rate_changes (tax_rate_id, number);

-- By it other processes know that rows changed.
CREATE TABLE tax_rate_version (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    version BIGINT NOT NULL
);

INSERT INTO tax_rate_version(one, version) VALUES (1, 1);
