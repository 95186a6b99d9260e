-- Passkeys (WebAuthn): of each the public key, and how often it has signed as far as it says. Questions to authenticators, each for one
-- purpose and whoever it is bound to (a session, or a sign-in that has shown its password), of which only hashes are kept. Which passkey
-- began a session. And what a registration is known by in the browser that made it.
CREATE TABLE passkeys (
    passkey_id TEXT PRIMARY KEY,
    user_id TEXT NOT NULL REFERENCES users (user_id),
    credential_id TEXT NOT NULL UNIQUE,
    public_key TEXT NOT NULL,
    sign_count BIGINT NOT NULL,
    transports TEXT NOT NULL,
    name TEXT NOT NULL,
    synced INTEGER NOT NULL CHECK (synced IN (0, 1)),
    created_ms BIGINT NOT NULL,
    used_ms BIGINT
);

CREATE INDEX passkeys_user ON passkeys (user_id, passkey_id);

CREATE TABLE passkey_challenges (
    challenge_hash TEXT PRIMARY KEY,
    purpose TEXT NOT NULL,
    user_id TEXT,
    bound_to TEXT NOT NULL,
    expires_ms BIGINT NOT NULL
);

CREATE INDEX passkey_challenges_user ON passkey_challenges (user_id) WHERE user_id IS NOT NULL;
CREATE INDEX passkey_challenges_expires ON passkey_challenges (expires_ms);

ALTER TABLE sessions ADD COLUMN passkey_id TEXT;
ALTER TABLE registrations ADD COLUMN browser_hash TEXT;
