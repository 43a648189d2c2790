-- A test account's own clock, and what is due for it; due columns hold real time.

-- name: clock_ahead$
SELECT ahead_us FROM clock_move WHERE account = :account ORDER BY id DESC LIMIT 1

-- name: clock_moves
SELECT at, ahead_us FROM clock_move WHERE account = :account ORDER BY id

-- name: clock_move_add!
INSERT INTO clock_move (account, at, ahead_us, who) VALUES (:account, :now, :ahead_us, :who)

-- name: clock_due
-- not null: kind, at
SELECT 'reserve' AS kind, reserve_due_at AS at FROM account WHERE id = :account AND reserve_due_at IS NOT NULL
UNION ALL SELECT 'draft', expires_at FROM withdrawal WHERE account = :account AND expires_at IS NOT NULL
UNION ALL SELECT 'late', promise_at FROM withdrawal
    WHERE account = :account AND promise_at IS NOT NULL AND late_at IS NULL
      AND status IN ('in_review', 'approved', 'sending', 'unknown')
UNION ALL SELECT 'stuck', stuck_at FROM withdrawal WHERE account = :account AND stuck_at IS NOT NULL
UNION ALL SELECT 'return', return_ask_at FROM withdrawal WHERE account = :account AND return_ask_at IS NOT NULL
UNION ALL SELECT 'payout', action_at FROM withdrawal WHERE account = :account AND action_at IS NOT NULL
UNION ALL SELECT 'code', expires_at FROM one_time_code WHERE account = :account AND ended_at IS NULL
UNION ALL SELECT 'documents', delete_at FROM document
    WHERE account = :account AND delete_at IS NOT NULL AND deleted_at IS NULL

-- name: clock_pull_reserve!
UPDATE account SET reserve_due_at = reserve_due_at - CAST(:span AS BIGINT)
WHERE id = :account AND reserve_due_at IS NOT NULL

-- name: clock_pull_withdrawals!
UPDATE withdrawal
SET expires_at = expires_at - CAST(:span AS BIGINT), promise_at = promise_at - CAST(:span AS BIGINT),
    stuck_at = stuck_at - CAST(:span AS BIGINT), action_at = action_at - CAST(:span AS BIGINT),
    approve_from_at = approve_from_at - CAST(:span AS BIGINT)
WHERE account = :account AND status IN ('draft', 'in_review', 'approved', 'sending', 'unknown')

-- name: clock_pull_returns!
UPDATE withdrawal SET return_ask_at = return_ask_at - CAST(:span AS BIGINT)
WHERE account = :account AND return_ask_at IS NOT NULL

-- name: clock_pull_codes!
UPDATE one_time_code SET expires_at = expires_at - CAST(:span AS BIGINT)
WHERE account = :account AND ended_at IS NULL

-- name: clock_pull_locks!
UPDATE code_try SET until_at = until_at - CAST(:span AS BIGINT) WHERE account = :account AND until_at IS NOT NULL

-- name: clock_pull_documents!
UPDATE document SET delete_at = delete_at - CAST(:span AS BIGINT)
WHERE account = :account AND delete_at IS NOT NULL AND deleted_at IS NULL
