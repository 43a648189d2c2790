-- The earliest due moment of each kind of work; every one is the first entry of an index.

-- name: next_reserve
SELECT MIN(reserve_due_at) AS due_at FROM account WHERE reserve_due_at IS NOT NULL

-- name: next_payout
SELECT MIN(action_at) AS due_at FROM withdrawal WHERE action_at IS NOT NULL

-- name: next_draft
SELECT MIN(expires_at) AS due_at FROM withdrawal WHERE expires_at IS NOT NULL

-- name: next_code
SELECT MIN(expires_at) AS due_at FROM one_time_code WHERE ended_at IS NULL

-- name: next_message
SELECT MIN(due_at) AS due_at FROM outbox WHERE status IN ('waiting', 'sending')
