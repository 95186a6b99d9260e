-- Imports in steps: the body is read into lines as the shop keeps them, the lines are looked through where a preview or all-or-none was asked, then they are carried out.
-- asked and told are JSON objects: what the upload said, and what was told from the file. position is the next batch of lines to carry out.
-- stock_due is a JSON array: the counts of the batch before, which Inventory has not been told yet.
ALTER TABLE jobs ADD COLUMN asked TEXT NOT NULL DEFAULT '{}';
ALTER TABLE jobs ADD COLUMN told TEXT;
ALTER TABLE jobs ADD COLUMN step TEXT NOT NULL DEFAULT 'read' CHECK (step IN ('read', 'check', 'checked', 'apply'));
ALTER TABLE jobs ADD COLUMN position BIGINT NOT NULL DEFAULT 0;
ALTER TABLE jobs ADD COLUMN created BIGINT NOT NULL DEFAULT 0;
ALTER TABLE jobs ADD COLUMN changed BIGINT NOT NULL DEFAULT 0;
ALTER TABLE jobs ADD COLUMN unchanged BIGINT NOT NULL DEFAULT 0;
ALTER TABLE jobs ADD COLUMN stock_due TEXT;
ALTER TABLE job_errors ADD COLUMN record TEXT;
ALTER TABLE picture_fetches ADD COLUMN alt TEXT;

CREATE TABLE job_batches (
    job_id TEXT NOT NULL,
    batch BIGINT NOT NULL,
    body {{bytes}} NOT NULL,
    PRIMARY KEY (job_id, batch)
);

-- What a preview says of each line: changes is a JSON array of {member, from, to}, or {code, detail} of a refused one.
CREATE TABLE job_lines (
    job_id TEXT NOT NULL,
    number BIGINT NOT NULL,
    line BIGINT NOT NULL,
    product_id TEXT,
    outcome TEXT NOT NULL CHECK (outcome IN ('new', 'changed', 'unchanged', 'refused')),
    changes TEXT NOT NULL,
    PRIMARY KEY (job_id, number)
);

CREATE INDEX job_lines_by_outcome ON job_lines (job_id, outcome, number);

-- An import that was under way begins again: the lines that were carried out are found as they are.
DELETE FROM job_errors WHERE job_id IN (SELECT job_id FROM jobs WHERE state IN ('queued', 'running'));
UPDATE jobs SET state = 'queued', total = 0, done = 0, failed = 0, next_offset = 0, next_line = 1, header = NULL WHERE state IN ('queued', 'running');
