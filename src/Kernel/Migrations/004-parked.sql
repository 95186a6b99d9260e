-- How many events are parked is asked every few seconds, however many others wait beside them.
CREATE INDEX inbox_waiting_parked ON inbox_waiting (number) WHERE dead = 1;
