-- What is held of a payment and not taken yet, as its provider said it; and whether the capture that is wanted leaves the rest held.
ALTER TABLE payments ADD COLUMN hold TEXT;
ALTER TABLE payments ADD COLUMN keeps_rest INTEGER NOT NULL DEFAULT 0;
