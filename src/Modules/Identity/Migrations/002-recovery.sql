-- One account a mailbox, however its address is written; who shut an account; links that set a password, of which only the hash is kept;
-- and who asked for one and has not been looked at yet. A mailbox of other letters than ASCII is worked out by the program at its start.
-- Of accounts that turn out to share one, the older has it and the others keep their own spelling: '!' and the account's id stands for none.
ALTER TABLE users ADD COLUMN mailbox TEXT;
ALTER TABLE users ADD COLUMN disabled_by TEXT;
{{#sqlite}}
UPDATE users SET mailbox = email WHERE email NOT GLOB '*[^ -~]*';
{{/sqlite}}
{{#postgres}}
UPDATE users SET mailbox = email WHERE email ~ '^[ -~]*$';
{{/postgres}}
CREATE UNIQUE INDEX users_mailbox ON users (mailbox);
CREATE INDEX users_without_mailbox ON users (user_id) WHERE mailbox IS NULL;

-- Without a user: the link makes the first administrator.
CREATE TABLE password_links (
    token_hash TEXT PRIMARY KEY,
    user_id TEXT REFERENCES users (user_id),
    expires_ms BIGINT NOT NULL
);

CREATE INDEX password_links_user ON password_links (user_id);
CREATE INDEX password_links_expires ON password_links (expires_ms);

CREATE TABLE reset_requests (
    request_id TEXT PRIMARY KEY,
    email TEXT NOT NULL,
    network TEXT NOT NULL,
    asked_ms BIGINT NOT NULL
);

-- Whether a guest's token was ended is asked by its user.
CREATE INDEX revocations_user ON revocations (user_id) WHERE user_id <> '';
