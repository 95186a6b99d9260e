-- Accounts, their sessions with rotating refresh tokens, what was revoked, and how often a sign-in was tried.
CREATE TABLE users (
    user_id TEXT PRIMARY KEY,
    email TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    roles TEXT NOT NULL,
    vendor_id TEXT,
    addresses {{json}} NOT NULL,
    password TEXT NOT NULL,
    created_ms BIGINT NOT NULL,
    tokens_from BIGINT NOT NULL DEFAULT 0,
    demo INTEGER NOT NULL DEFAULT 0 CHECK (demo IN (0, 1)),
    disabled INTEGER NOT NULL DEFAULT 0 CHECK (disabled IN (0, 1))
);

CREATE TABLE sessions (
    session_id TEXT PRIMARY KEY,
    user_id TEXT NOT NULL REFERENCES users (user_id),
    started_ms BIGINT NOT NULL,
    expires_ms BIGINT NOT NULL,
    ended_ms BIGINT
);

CREATE INDEX sessions_user ON sessions (user_id);
CREATE INDEX sessions_expires ON sessions (expires_ms);

CREATE TABLE refresh_tokens (
    token_hash TEXT PRIMARY KEY,
    session_id TEXT NOT NULL REFERENCES sessions (session_id),
    expires_ms BIGINT NOT NULL,
    used_ms BIGINT
);

CREATE INDEX refresh_tokens_session ON refresh_tokens (session_id);
CREATE INDEX refresh_tokens_expires ON refresh_tokens (expires_ms);

CREATE TABLE revocations (
    number {{identity}},
    session_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    before_seconds BIGINT NOT NULL,
    expires_ms BIGINT NOT NULL
);

CREATE INDEX revocations_expires ON revocations (expires_ms);

CREATE TABLE sign_in_tries (
    subject TEXT PRIMARY KEY,
    tries INTEGER NOT NULL,
    last_ms BIGINT NOT NULL,
    locked_until_ms BIGINT NOT NULL
);

CREATE INDEX sign_in_tries_last ON sign_in_tries (last_ms);
