-- What a person had deleted while an editor was open that may still know of it.

CREATE TABLE purged (
    suggestion TEXT PRIMARY KEY     -- its id: what becomes of it later is not recorded
) STRICT, WITHOUT ROWID;
