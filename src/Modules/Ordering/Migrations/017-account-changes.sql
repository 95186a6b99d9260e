-- Who changed where a vendor's money goes, and when: also of an account that was put back.
CREATE TABLE vendor_account_changes (
    number {{identity}},
    vendor_id TEXT NOT NULL,
    holder TEXT NOT NULL,
    iban TEXT NOT NULL,
    bic TEXT NOT NULL,
    actor_id TEXT NOT NULL,
    at_ms BIGINT NOT NULL
);
