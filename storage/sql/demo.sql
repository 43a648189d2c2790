-- name: account_any$
SELECT id FROM account LIMIT 1

-- name: demo_cycles_billed
SELECT cycle FROM bill WHERE account = :account AND cycle IS NOT NULL ORDER BY cycle

-- name: demo_transfers_sent
SELECT t.id AS transfer, f.account AS receiver, f.remaining_fen AS remaining_fen
FROM transfer t JOIN fund f ON f.id = t.fund
WHERE t.sender = :account AND f.remaining_fen > 0 ORDER BY f.at, f.id

-- Who or what becomes due at a moment; one of them is enough to name it.

-- name: demo_reserve_at$
SELECT id FROM account WHERE reserve_due_at = :at ORDER BY id LIMIT 1

-- name: demo_payout_at$
SELECT id FROM withdrawal WHERE action_at = :at ORDER BY id LIMIT 1

-- name: demo_draft_at$
SELECT id FROM withdrawal WHERE expires_at = :at ORDER BY id LIMIT 1

-- name: demo_code_at$
SELECT CASE WHEN scope = 'withdrawal' THEN subject ELSE 'linking' END AS subject
FROM one_time_code WHERE expires_at = :at AND ended_at IS NULL ORDER BY id LIMIT 1

-- name: demo_late_at$
SELECT id FROM withdrawal
WHERE promise_at = :at AND late_at IS NULL AND status IN ('in_review', 'approved', 'sending', 'unknown')
ORDER BY id LIMIT 1

-- name: demo_stuck_at$
SELECT id FROM withdrawal WHERE stuck_at = :at ORDER BY id LIMIT 1

-- name: demo_return_at$
SELECT id FROM withdrawal WHERE return_ask_at = :at ORDER BY id LIMIT 1

-- name: demo_remind_at$
SELECT id FROM withdrawal WHERE remind_at = :at AND status = 'in_review' ORDER BY id LIMIT 1

-- name: demo_summary_at$
-- always
SELECT CAST(COUNT(*) AS TEXT) FROM staff_summary WHERE due_at = :at

-- name: demo_session_at$
SELECT account FROM acting_session WHERE ends_at = :at AND ended_at IS NULL ORDER BY id LIMIT 1

-- name: demo_factor_at$
SELECT s.name AS name FROM second_factor f JOIN staff s ON s.chat_user = f.chat_user
WHERE (f.look_until = :at OR (f.message_id IS NOT NULL AND f.shown_until = :at)) ORDER BY f.id LIMIT 1

-- name: demo_denials_at$
SELECT who FROM denial WHERE hour_at + 3600000000 = :at ORDER BY who LIMIT 1

-- name: demo_document_at$
SELECT account FROM document WHERE delete_at = :at AND deleted_at IS NULL ORDER BY id LIMIT 1
