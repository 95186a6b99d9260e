-- What the owner says of the shop in the admin: a row a version, and who wrote it. The newest holds.
CREATE TABLE shop_settings (
    version BIGINT PRIMARY KEY CHECK (version > 0),
    content TEXT NOT NULL, -- what was written, as JSON
    actor_id TEXT NOT NULL,
    at_ms BIGINT NOT NULL
);

-- The texts that are written in the admin, as they are today; every version that was shown stays in policies.
CREATE TABLE shop_texts (
    name TEXT PRIMARY KEY,
    text TEXT NOT NULL,
    version BIGINT NOT NULL CHECK (version > 0),
    actor_id TEXT NOT NULL,
    at_ms BIGINT NOT NULL
);

-- By it other processes know that something changed, and of two editors one is first.
CREATE TABLE shop_settings_version (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    settings BIGINT NOT NULL, -- the newest version, 0 before the first
    texts BIGINT NOT NULL -- rises with every change of a text
);

INSERT INTO shop_settings_version(one, settings, texts) VALUES (1, 0, 0);
