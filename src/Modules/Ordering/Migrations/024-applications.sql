-- Who wants to sell here, one row a person: what they said of themselves, and every step since.
CREATE TABLE vendor_applications (
    application_id TEXT PRIMARY KEY,
    user_id TEXT NOT NULL UNIQUE,
    state TEXT NOT NULL CHECK (state IN ('sent', 'asked', 'accepted', 'refused')),
    version BIGINT NOT NULL,
    shop_name TEXT NOT NULL,
    email TEXT NOT NULL,
    language TEXT,        -- of the request; null: the shop's
    trader TEXT NOT NULL, -- JSON, as in vendor_traders
    agreed TEXT NOT NULL, -- JSON: which texts, and when
    steps TEXT NOT NULL,  -- JSON, the oldest first
    vendor_id TEXT UNIQUE,
    created_ms BIGINT NOT NULL,
    updated_ms BIGINT NOT NULL,
    CHECK ((state = 'accepted') = (vendor_id IS NOT NULL))
);

CREATE INDEX vendor_applications_state ON vendor_applications (state, updated_ms, application_id);
CREATE INDEX vendor_applications_updated ON vendor_applications (updated_ms, application_id);
