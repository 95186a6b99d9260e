-- Series of numbers: the last one that was taken. Taken in the transaction that writes the paper, so that none is ever missing.
CREATE TABLE paper_series (
    series TEXT PRIMARY KEY,
    last BIGINT NOT NULL CHECK (last > 0)
){{#sqlite}} WITHOUT ROWID{{/sqlite}};

-- Invoices and credit notes as they were written.
CREATE TABLE papers (
    series TEXT NOT NULL,
    number BIGINT NOT NULL CHECK (number > 0),
    kind TEXT NOT NULL CHECK (kind IN ('invoice', 'credit_note')),
    order_id TEXT NOT NULL,
    sequence BIGINT NOT NULL, -- of the timeline's entry that it follows from
    at_ms BIGINT NOT NULL,
    currency TEXT NOT NULL,
    total BIGINT NOT NULL,
    content TEXT NOT NULL,
    PRIMARY KEY (series, number)
);

-- One paper of a kind for an entry, whoever asks how often.
CREATE UNIQUE INDEX papers_order ON papers (order_id, sequence, kind);
CREATE INDEX papers_at ON papers (at_ms, series, number);

-- They may be forgotten when the law lets them, and never changed.
{{#sqlite}}
CREATE TRIGGER papers_kept BEFORE UPDATE ON papers BEGIN SELECT RAISE(ABORT, 'a paper is never changed'); END;
CREATE TRIGGER paper_series_up BEFORE UPDATE ON paper_series WHEN NEW.last < OLD.last BEGIN SELECT RAISE(ABORT, 'a series only counts up'); END;
CREATE TRIGGER paper_series_kept BEFORE DELETE ON paper_series BEGIN SELECT RAISE(ABORT, 'a series only counts up'); END;
{{/sqlite}}
{{#postgres}}
CREATE FUNCTION papers_kept() RETURNS trigger LANGUAGE plpgsql AS $body$ BEGIN RAISE EXCEPTION 'a paper is never changed'; END $body$;
CREATE TRIGGER papers_kept BEFORE UPDATE ON papers FOR EACH ROW EXECUTE FUNCTION papers_kept();
CREATE FUNCTION paper_series_up() RETURNS trigger LANGUAGE plpgsql AS $body$ BEGIN RAISE EXCEPTION 'a series only counts up'; END $body$;
CREATE TRIGGER paper_series_up BEFORE UPDATE ON paper_series FOR EACH ROW WHEN (NEW.last < OLD.last) EXECUTE FUNCTION paper_series_up();
CREATE TRIGGER paper_series_kept BEFORE DELETE ON paper_series FOR EACH ROW EXECUTE FUNCTION paper_series_up();
{{/postgres}}
