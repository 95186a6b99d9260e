-- Words of mails as the owner has changed them, every version of them: a mail keeps the number of the one that it was written with, and
-- its language. Without subject and body the words of the program hold again. Below zero are drafts that somebody had sent to himself.
CREATE TABLE mail_templates (
    name TEXT NOT NULL,
    language TEXT NOT NULL,
    version BIGINT NOT NULL,
    subject TEXT,
    body TEXT,
    by_user TEXT NOT NULL,
    at_ms BIGINT NOT NULL,
    fault TEXT,
    fault_ms BIGINT,
    PRIMARY KEY (name, language, version),
    CHECK ((subject IS NULL) = (body IS NULL))
);

CREATE INDEX mail_templates_drafts ON mail_templates (at_ms) WHERE version < 0;

ALTER TABLE mail ADD COLUMN language TEXT;
ALTER TABLE mail ADD COLUMN template_version BIGINT;
