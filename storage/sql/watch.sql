-- What health and metrics ask.

-- name: outbox_waiting^
-- always
-- null: oldest_at
-- not null: messages
SELECT COUNT(*) AS messages, MIN(created_at) AS oldest_at FROM outbox WHERE status IN ('waiting', 'sending')

-- name: step_newest$
SELECT MAX(id) FROM transition

-- name: steps_between
-- not null: steps
SELECT to_status, COUNT(*) AS steps FROM transition WHERE id > :after AND id <= :upto GROUP BY to_status
