-- What staff may do; who works for the shop, so that nobody looks through all accounts for it; what was changed of that by whom; and what
-- staff write down about a customer. The version counts changes of what somebody may do.
ALTER TABLE users ADD COLUMN permissions TEXT NOT NULL DEFAULT '';
ALTER TABLE users ADD COLUMN permissions_version BIGINT NOT NULL DEFAULT 0;
ALTER TABLE users ADD COLUMN staff INTEGER NOT NULL DEFAULT 0 CHECK (staff IN (0, 1));

UPDATE users SET staff = 1 WHERE ' ' || roles || ' ' LIKE '% admin %';

CREATE INDEX users_staff ON users (user_id) WHERE staff = 1;

CREATE TABLE permission_changes (
    change_id TEXT PRIMARY KEY,
    user_id TEXT NOT NULL REFERENCES users (user_id),
    changed_by TEXT NOT NULL,
    roles_before TEXT NOT NULL,
    roles TEXT NOT NULL,
    permissions_before TEXT NOT NULL,
    permissions TEXT NOT NULL,
    changed_ms BIGINT NOT NULL
);

CREATE INDEX permission_changes_user ON permission_changes (user_id, change_id);

CREATE TABLE customer_notes (
    note_id TEXT PRIMARY KEY,
    user_id TEXT NOT NULL REFERENCES users (user_id),
    author_id TEXT NOT NULL,
    author TEXT NOT NULL,
    note TEXT NOT NULL,
    written_ms BIGINT NOT NULL
);

CREATE INDEX customer_notes_user ON customer_notes (user_id, note_id);
CREATE INDEX customer_notes_author ON customer_notes (author_id);
