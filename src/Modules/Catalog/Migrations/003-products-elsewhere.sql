-- Where the products of this shop are: one row. shop_id is the mark that their store elsewhere carries too, so that no shop takes another's for its own.
CREATE TABLE product_home (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    store TEXT NOT NULL CHECK (store IN ('sql', 'mongodb')),
    shop_id TEXT NOT NULL
);

-- Where products are kept elsewhere, what an event asks of them stands here with the event's id, and is carried there by a loop: no transaction waits for a
-- network. Of a product's stock only the last word counts; noted is the id of its event, so that a word which came meanwhile is not taken for carried.
CREATE TABLE stock_notes (
    product_id TEXT PRIMARY KEY,
    available BIGINT NOT NULL,
    noted TEXT NOT NULL
);

CREATE TABLE detail_questions (
    number {{identity}},
    event_id TEXT NOT NULL,
    subject TEXT NOT NULL,
    source TEXT NOT NULL,
    time_ms BIGINT NOT NULL,
    trace_parent TEXT,
    data TEXT NOT NULL
);
