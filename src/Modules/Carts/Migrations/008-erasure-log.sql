-- Under which entry of the log of erasures it is told what was erased.
ALTER TABLE erasures_waiting ADD COLUMN erasure_id TEXT;
