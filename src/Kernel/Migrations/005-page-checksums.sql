-- From here on SQLite's files have checksums, which a program before this migration would not keep up; it refuses to start on what it does not know.
-- There is nothing to change.
SELECT 1;
