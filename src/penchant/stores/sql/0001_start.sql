-- The log. AUTOINCREMENT: a place in the log is never given twice, even after the newest events were erased.
CREATE TABLE events (
  seq       INTEGER PRIMARY KEY AUTOINCREMENT,
  event_id  TEXT NOT NULL UNIQUE,
  user_id   TEXT NOT NULL,
  item_id   TEXT,
  timestamp INTEGER NOT NULL,
  body      BLOB NOT NULL, -- the whole Event, MessagePack
  reading   BLOB NOT NULL
);
-- Equal times are sorted by event_id when read: leaving it out here halves the index, and bulk appends gain a third.
CREATE INDEX events_of_user ON events (user_id, timestamp);

-- One row an item id. A put takes a new seq, and so does a deletion, whose row stays with no body.
CREATE TABLE items (
  seq     INTEGER PRIMARY KEY AUTOINCREMENT,
  item_id TEXT NOT NULL UNIQUE,
  body    BLOB, -- the whole Item, MessagePack; NULL: deleted
  tokens  TEXT NOT NULL DEFAULT '',
  vector  BLOB NOT NULL DEFAULT x'',
  digest  TEXT NOT NULL DEFAULT ''
);
CREATE INDEX items_there ON items (seq) WHERE body IS NOT NULL;

-- The tokens of each item under its seq, coded so that this tokenizer takes each as it stands (see sqlite_rows.py).
CREATE VIRTUAL TABLE words USING fts5 (tokens, content = '', tokenize = 'ascii');
CREATE VIRTUAL TABLE words_known USING fts5vocab (words, row);

-- That somebody was erased, and when; never who.
CREATE TABLE erasures (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  at  INTEGER NOT NULL
);

-- Keyed bytes; a put takes a new seq, so that the newest is the last put.
CREATE TABLE blobs (
  seq     INTEGER PRIMARY KEY AUTOINCREMENT,
  kind    TEXT NOT NULL,
  key     TEXT NOT NULL,
  user_id TEXT NOT NULL,
  data    BLOB NOT NULL,
  UNIQUE (kind, key)
);
CREATE INDEX blobs_by_kind ON blobs (kind, seq);
CREATE INDEX blobs_of_user ON blobs (user_id, kind, seq);
