-- Every version of the shop's texts that was ever shown. Orders name what was agreed to by its hash.
CREATE TABLE policies (
    name TEXT NOT NULL,
    version TEXT NOT NULL, -- SHA-256 of the text
    title TEXT NOT NULL,
    text TEXT NOT NULL,
    sample INTEGER NOT NULL, -- 1: the demo's
    since_ms BIGINT NOT NULL,
    PRIMARY KEY (name, version)
);
