-- What is 003 today had the number 002, with and without the other 002 beside it.
-- is: 002-commit-marks.sql, 003-waiting-and-sent.sql
{{#postgres}}
CREATE TABLE IF NOT EXISTS commit_marks (
    writer TEXT PRIMARY KEY,
    epoch BIGINT NOT NULL,
    batch BIGINT NOT NULL,
    at_ms BIGINT NOT NULL
);

-- The row changes with every commit: room for its versions on its page.
ALTER TABLE commit_marks SET (fillfactor = 10);
{{/postgres}}
