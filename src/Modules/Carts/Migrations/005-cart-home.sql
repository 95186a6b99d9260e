-- Where the carts of this shop are (Carts:Store): one row, so that a shop never starts beside its carts and shows everybody an empty one.
CREATE TABLE cart_home (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    store TEXT NOT NULL
);
