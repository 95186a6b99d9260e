-- The Recommendations:Store of the last start: one row, so that whoever changes it hears what becomes of the copy. The tables are the truth whatever it says.
CREATE TABLE copy_home (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    store TEXT NOT NULL
);
