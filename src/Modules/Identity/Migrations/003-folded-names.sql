-- The name as searches compare it: in lower case by the program, which knows more letters than the engines' own function.
-- Names of other letters than ASCII are folded by the program at its start.
ALTER TABLE users ADD COLUMN name_folded TEXT;
{{#sqlite}}
UPDATE users SET name_folded = lower(name) WHERE name NOT GLOB '*[^ -~]*';
{{/sqlite}}
{{#postgres}}
UPDATE users SET name_folded = lower(name) WHERE name ~ '^[ -~]*$';
{{/postgres}}
CREATE INDEX users_without_folded_name ON users (user_id) WHERE name_folded IS NULL;
