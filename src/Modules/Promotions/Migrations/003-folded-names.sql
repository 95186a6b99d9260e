-- Name and code as searches compare them: in lower case by the program, which knows more letters than the engines' own function.
-- Names of other letters than ASCII are folded by the program at its start.
ALTER TABLE promotions ADD COLUMN folded TEXT;
{{#sqlite}}
UPDATE promotions SET folded = lower(COALESCE(name, '') || ' ' || COALESCE(code, '')) WHERE COALESCE(name, '') NOT GLOB '*[^ -~]*';
{{/sqlite}}
{{#postgres}}
UPDATE promotions SET folded = lower(COALESCE(name, '') || ' ' || COALESCE(code, '')) WHERE COALESCE(name, '') ~ '^[ -~]*$';
{{/postgres}}
CREATE INDEX promotions_without_folded ON promotions (promotion_id) WHERE folded IS NULL;
