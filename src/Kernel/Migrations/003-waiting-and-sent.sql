-- Waiting events are looked for every second, however many parked ones lie beside them; sent events are kept for a while where a broker may forget them.
CREATE INDEX inbox_waiting_due ON inbox_waiting (next_ms) WHERE dead = 0;

CREATE TABLE outbox_sent (
    number BIGINT PRIMARY KEY,
    event_id TEXT NOT NULL,
    topic TEXT NOT NULL,
    subject TEXT NOT NULL,
    source TEXT NOT NULL,
    time_ms BIGINT NOT NULL,
    trace_parent TEXT,
    data TEXT NOT NULL,
    sent_ms BIGINT NOT NULL
);

CREATE INDEX outbox_sent_time ON outbox_sent (sent_ms);
