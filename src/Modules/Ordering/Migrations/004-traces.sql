-- The trace of who changed an order last: the work on it goes on in that trace, in whichever process and after a restart too.
ALTER TABLE orders ADD COLUMN trace_parent TEXT;
