-- Imports: the job, its uploaded body in parts of equal size, and what was wrong with which line.
-- next_offset is the first byte not yet carried out; it moves in the transaction that writes the products, so a restart repeats nothing.
CREATE TABLE jobs (
    number {{identity}},
    job_id TEXT NOT NULL UNIQUE,
    user_id TEXT NOT NULL,
    vendor_id TEXT,
    admin INTEGER NOT NULL CHECK (admin IN (0, 1)),
    format TEXT NOT NULL CHECK (format IN ('csv', 'jsonl')),
    state TEXT NOT NULL CHECK (state IN ('receiving', 'queued', 'running', 'done', 'failed')),
    bytes BIGINT NOT NULL DEFAULT 0,
    total BIGINT NOT NULL DEFAULT 0,
    done BIGINT NOT NULL DEFAULT 0,
    failed BIGINT NOT NULL DEFAULT 0,
    next_offset BIGINT NOT NULL DEFAULT 0,
    next_line BIGINT NOT NULL DEFAULT 1,
    header TEXT,
    created_ms BIGINT NOT NULL,
    finished_ms BIGINT,
    CHECK (done <= total AND failed <= done + 1)
);

CREATE INDEX jobs_open ON jobs (number) WHERE state IN ('receiving', 'queued', 'running');

CREATE TABLE job_parts (
    job_id TEXT NOT NULL,
    part BIGINT NOT NULL,
    body {{bytes}} NOT NULL,
    PRIMARY KEY (job_id, part)
);

CREATE TABLE job_errors (
    number {{identity}},
    job_id TEXT NOT NULL,
    line BIGINT NOT NULL,
    code TEXT NOT NULL,
    detail TEXT NOT NULL
);

CREATE INDEX job_errors_by_job ON job_errors (job_id, number);
