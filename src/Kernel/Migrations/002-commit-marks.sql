-- Who wrote last, and what: one row a process, so that after a connection was lost in a commit one look tells whether it took place.
{{#postgres}}
CREATE TABLE commit_marks (
    writer TEXT PRIMARY KEY,
    epoch BIGINT NOT NULL,
    batch BIGINT NOT NULL,
    at_ms BIGINT NOT NULL
);

-- The row changes with every commit: room for its versions on its page.
ALTER TABLE commit_marks SET (fillfactor = 10);
{{/postgres}}
