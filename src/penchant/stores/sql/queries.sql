-- name: append
INSERT INTO events (event_id, user_id, item_id, timestamp, body, reading) VALUES (?, ?, ?, ?, ?, ?)
ON CONFLICT (event_id) DO NOTHING

-- name: history
SELECT seq, body, reading FROM events WHERE user_id = ? ORDER BY timestamp DESC, event_id DESC LIMIT ?

-- name: history_before
SELECT seq, body, reading FROM events WHERE user_id = ?1 AND timestamp <= ?2 AND (timestamp, event_id) < (?2, ?3)
ORDER BY timestamp DESC, event_id DESC LIMIT ?4

-- name: met
SELECT asked.value FROM json_each(?1) AS asked
WHERE EXISTS (SELECT 1 FROM events WHERE user_id = asked.value AND seq <= ?2)

-- name: users
WITH RECURSIVE found (user_id) AS (
  SELECT min(user_id) FROM events WHERE user_id > ?1
  UNION ALL
  SELECT (SELECT min(user_id) FROM events WHERE user_id > found.user_id) FROM found WHERE user_id IS NOT NULL
)
SELECT user_id FROM found WHERE user_id IS NOT NULL LIMIT ?2

-- name: put_reading
UPDATE events SET reading = ? WHERE seq = ?

-- name: heads
SELECT coalesce((SELECT max(seq) FROM events), 0), coalesce((SELECT max(seq) FROM items), 0),
       coalesce((SELECT max(seq) FROM erasures), 0)

-- name: events_after
SELECT seq, body, reading FROM events WHERE seq > ? ORDER BY seq LIMIT ?

-- name: items_after
SELECT seq, item_id, body, tokens, vector, digest FROM items WHERE seq > ? ORDER BY seq LIMIT ?

-- name: place_of
SELECT seq FROM events WHERE event_id = ?

-- name: events_of
SELECT event_id, user_id, item_id, timestamp, body, reading FROM events WHERE user_id = ? ORDER BY seq

-- name: counts
SELECT (SELECT count(*) FROM events), (SELECT count(DISTINCT user_id) FROM events),
       (SELECT count(*) FROM items WHERE body IS NOT NULL),
       (SELECT page_count FROM pragma_page_count()) * (SELECT page_size FROM pragma_page_size())

-- name: events_held
SELECT count(*), coalesce(sum(length(reading) > 0), 0) FROM events WHERE user_id = ?

-- name: blobs_held
SELECT kind || 's', count(*) FROM blobs WHERE user_id = ? AND kind <> 'state' GROUP BY kind

-- name: erase_events
DELETE FROM events WHERE user_id = ?

-- name: erase_blobs
DELETE FROM blobs WHERE user_id = ?

-- name: erase_state
DELETE FROM blobs WHERE kind = 'state'

-- name: erased
INSERT INTO erasures (at) VALUES (?)

-- name: erasures
SELECT coalesce(max(seq), 0) FROM erasures

-- name: items
SELECT item_id, body, tokens, vector, digest FROM items
WHERE item_id IN (SELECT value FROM json_each(?)) AND body IS NOT NULL

-- name: item_rows
SELECT item_id, seq, tokens, body IS NOT NULL FROM items WHERE item_id IN (SELECT value FROM json_each(?))

-- name: items_head
SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'items'

-- name: drop_item
DELETE FROM items WHERE seq = ?

-- name: put_item
INSERT INTO items (seq, item_id, body, tokens, vector, digest) VALUES (?, ?, ?, ?, ?, ?)

-- name: put_vector
UPDATE items SET vector = ?, digest = ? WHERE item_id = ? AND digest = ? AND body IS NOT NULL

-- name: put_tombstone
INSERT INTO items (seq, item_id) VALUES (?, ?)

-- name: put_words
INSERT INTO words (rowid, tokens) VALUES (?, ?)

-- name: drop_words
INSERT INTO words (words, rowid, tokens) VALUES ('delete', ?, ?)

-- name: items_there
SELECT coalesce((SELECT max(seq) FROM items), 0), (SELECT count(*) FROM items WHERE body IS NOT NULL)

-- name: last_item
SELECT coalesce(max(seq), 0) FROM items

-- name: frequency
SELECT doc FROM words_known WHERE term = ?

-- name: match
SELECT items.item_id, -best.rank FROM
  (SELECT rowid, rank FROM words WHERE words MATCH ? ORDER BY rank LIMIT ?) AS best
  JOIN items ON items.seq = best.rowid
ORDER BY best.rank, items.item_id

-- name: put_blob
INSERT OR REPLACE INTO blobs (kind, key, user_id, data) VALUES (?, ?, ?, ?)

-- name: drop_blob
DELETE FROM blobs WHERE kind = ? AND key = ?

-- name: get_blob
SELECT data FROM blobs WHERE kind = ? AND key = ?

-- name: blobs
SELECT seq, key, data FROM blobs WHERE kind = ? AND seq < ? ORDER BY seq DESC LIMIT ?

-- name: blobs_of_user
SELECT seq, key, data FROM blobs WHERE kind = ? AND seq < ? AND user_id = ? ORDER BY seq DESC LIMIT ?

-- name: trim_blobs
DELETE FROM blobs WHERE kind = ?1 AND seq <=
  (SELECT seq FROM blobs WHERE kind = ?1 ORDER BY seq DESC LIMIT 1 OFFSET ?2)
