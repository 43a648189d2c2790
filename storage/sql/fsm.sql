-- What a chat is expected to send next, for the chat's state machine. Its loss costs no money and no data.

-- name: fsm_state$
SELECT state FROM fsm WHERE key = :key

-- name: fsm_data$
SELECT data FROM fsm WHERE key = :key

-- name: fsm_put_state!
INSERT INTO fsm (key, state, data, updated_at) VALUES (:key, :state, '{}', :now)
ON CONFLICT (key) DO UPDATE SET state = excluded.state, updated_at = excluded.updated_at

-- name: fsm_put_data!
INSERT INTO fsm (key, state, data, updated_at) VALUES (:key, NULL, :data, :now)
ON CONFLICT (key) DO UPDATE SET data = excluded.data, updated_at = excluded.updated_at

-- name: fsm_forget!
-- counted
DELETE FROM fsm WHERE key IN (SELECT key FROM fsm WHERE updated_at < :before ORDER BY updated_at, key LIMIT :most)

-- name: fsm_drop_empty!
DELETE FROM fsm WHERE key = :key AND state IS NULL AND data = '{}'
