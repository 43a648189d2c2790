-- What health and metrics ask.

-- name: outbox_waiting
SELECT COUNT(*) AS messages, MIN(due_at) AS oldest_due_at FROM outbox WHERE status IN ('waiting', 'sending')

-- name: steps_by_status
SELECT to_status, COUNT(*) AS steps FROM transition GROUP BY to_status
