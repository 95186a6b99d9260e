-- A mail is sent in the trace of what asked for it. How many have failed is asked every few seconds.
ALTER TABLE mail ADD COLUMN trace_parent TEXT;
CREATE INDEX mail_failed ON mail (mail_id) WHERE status = 'failed';
