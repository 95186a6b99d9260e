-- The mailbox: every mail the shop wrote, with the state of its sending. The bodies are made of the data, which is the event that asked for
-- the mail. The Message-ID is a function of the occasion and so as unique as that.
CREATE TABLE mail (
    mail_id TEXT PRIMARY KEY,
    occasion TEXT NOT NULL UNIQUE,
    message_id TEXT NOT NULL,
    template TEXT NOT NULL,
    order_id TEXT,
    user_id TEXT NOT NULL,
    recipient TEXT NOT NULL,
    subject TEXT NOT NULL,
    data TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('queued', 'sending', 'sent', 'failed')),
    tries INTEGER NOT NULL DEFAULT 0 CHECK (tries >= 0),
    next_ms BIGINT NOT NULL,
    error TEXT,
    created_ms BIGINT NOT NULL,
    sent_ms BIGINT,
    CHECK (status <> 'sent' OR sent_ms IS NOT NULL)
);

CREATE INDEX mail_due ON mail (next_ms) WHERE status IN ('queued', 'sending');
CREATE INDEX mail_order ON mail (order_id, mail_id);
CREATE INDEX mail_recipient ON mail (recipient, mail_id);
CREATE INDEX mail_user ON mail (user_id, mail_id);
