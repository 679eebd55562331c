-- A pause is one receiver's: another that the signal goes to is not left alone for it.

DROP TABLE receiver;
CREATE TABLE receiver (
    signal TEXT PRIMARY KEY,        -- metrics, logs or traces
    url TEXT NOT NULL,              -- where it is, without what one signs in with
    not_before REAL NOT NULL,       -- nothing is sent to it earlier
    failures INTEGER NOT NULL       -- requests in a row that it did not take
) STRICT;
