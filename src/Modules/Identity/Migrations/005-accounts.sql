-- Addresses that a shopper keeps beside the address of record; where a session is; whether an address was shown to be its owner's, with the
-- links that show it; registrations that wait for that; and second factors. Of tokens and codes only hashes are kept, of secrets what the
-- shop's key has sealed.
CREATE TABLE addresses (
    address_id TEXT PRIMARY KEY,
    user_id TEXT NOT NULL REFERENCES users (user_id),
    label TEXT NOT NULL,
    address {{json}} NOT NULL,
    is_default INTEGER NOT NULL CHECK (is_default IN (0, 1)),
    created_ms BIGINT NOT NULL,
    updated_ms BIGINT NOT NULL
);

CREATE INDEX addresses_user ON addresses (user_id, address_id);

ALTER TABLE sessions ADD COLUMN device TEXT;
ALTER TABLE sessions ADD COLUMN network TEXT;
ALTER TABLE sessions ADD COLUMN used_ms BIGINT;

ALTER TABLE users ADD COLUMN verified_ms BIGINT;

-- verify: the account's own address; change: the one it shall have; stop: the one it had, which puts an end to a change.
CREATE TABLE email_links (
    token_hash TEXT PRIMARY KEY,
    user_id TEXT NOT NULL REFERENCES users (user_id),
    kind TEXT NOT NULL,
    email TEXT NOT NULL,
    made_ms BIGINT NOT NULL,
    expires_ms BIGINT NOT NULL
);

CREATE INDEX email_links_user ON email_links (user_id);
CREATE INDEX email_links_kept ON email_links (email) WHERE kind = 'stop';
CREATE INDEX email_links_expires ON email_links (expires_ms);

-- No account yet: the id is the one it will have. Without a token nobody has looked at it yet.
CREATE TABLE registrations (
    user_id TEXT PRIMARY KEY,
    token_hash TEXT UNIQUE,
    email TEXT NOT NULL,
    mailbox TEXT NOT NULL,
    name TEXT NOT NULL,
    password TEXT NOT NULL,
    addresses {{json}} NOT NULL,
    network TEXT NOT NULL,
    expires_ms BIGINT NOT NULL
);

CREATE INDEX registrations_waiting ON registrations (user_id) WHERE token_hash IS NULL;
CREATE INDEX registrations_mailbox ON registrations (mailbox, user_id);
CREATE INDEX registrations_expires ON registrations (expires_ms);

-- Without a time of confirmation it is being set up and guards nothing. Steps up to the last one were used.
CREATE TABLE second_factors (
    user_id TEXT PRIMARY KEY REFERENCES users (user_id),
    sealed_secret TEXT NOT NULL,
    made_ms BIGINT NOT NULL,
    confirmed_ms BIGINT,
    last_step BIGINT NOT NULL
);

CREATE TABLE recovery_codes (
    code_hash TEXT PRIMARY KEY,
    user_id TEXT NOT NULL REFERENCES users (user_id)
);

CREATE INDEX recovery_codes_user ON recovery_codes (user_id);

-- Somebody who knew the password, and is asked for more.
CREATE TABLE challenges (
    token_hash TEXT PRIMARY KEY,
    user_id TEXT NOT NULL REFERENCES users (user_id),
    sets_up INTEGER NOT NULL CHECK (sets_up IN (0, 1)),
    device TEXT,
    tries INTEGER NOT NULL,
    expires_ms BIGINT NOT NULL
);

CREATE INDEX challenges_user ON challenges (user_id);
CREATE INDEX challenges_expires ON challenges (expires_ms);
