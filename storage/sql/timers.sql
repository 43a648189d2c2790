-- The earliest due moment of each kind of work; every one is the first entry of an index.

-- name: next_reserve$
SELECT MIN(reserve_due_at) AS due_at FROM account WHERE reserve_due_at IS NOT NULL

-- name: next_payout$
SELECT MIN(action_at) AS due_at FROM withdrawal WHERE status = 'approved'

-- name: next_payout_question$
SELECT MIN(action_at) AS due_at FROM withdrawal WHERE status IN ('sending', 'unknown')

-- name: next_late$
SELECT MIN(promise_at) AS due_at FROM withdrawal
WHERE late_at IS NULL AND status IN ('in_review', 'approved', 'sending', 'unknown')

-- name: next_stuck$
SELECT MIN(stuck_at) AS due_at FROM withdrawal WHERE stuck_at IS NOT NULL

-- name: next_return$
SELECT MIN(due_at) AS due_at FROM (
    SELECT MIN(return_ask_at) AS due_at FROM withdrawal WHERE return_ask_at IS NOT NULL
    UNION ALL SELECT MIN(ask_at) AS due_at FROM channel_answer WHERE ask_at IS NOT NULL) asked

-- name: next_draft$
SELECT MIN(expires_at) AS due_at FROM withdrawal WHERE expires_at IS NOT NULL

-- name: next_code$
SELECT MIN(expires_at) AS due_at FROM one_time_code WHERE ended_at IS NULL

-- name: next_document$
SELECT MIN(delete_at) AS due_at FROM document WHERE delete_at IS NOT NULL AND deleted_at IS NULL

-- name: next_message$
SELECT MIN(due_at) AS due_at FROM outbox WHERE status IN ('waiting', 'sending')
