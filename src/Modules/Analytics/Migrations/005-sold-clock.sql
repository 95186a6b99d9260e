-- When the last word about what sells was, of all processes together: words are ordered by it, and clocks differ.
CREATE TABLE sold_clock (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    at_ms BIGINT NOT NULL
);
