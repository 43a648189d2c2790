-- name: balance_figures^
-- always
-- null: last_release_at
-- not null: cash_fen, transferred_fen, other_fen, credit_notes_fen, overdue_fen, unsettled_fen, in_withdrawal_fen, active_resources
SELECT
  CAST((SELECT COALESCE(SUM(remaining_fen), 0) FROM fund WHERE account = :account) AS BIGINT) AS cash_fen,
  CAST((SELECT COALESCE(SUM(remaining_fen), 0) FROM fund WHERE account = :account AND kind = 'transfer') AS BIGINT)
    AS transferred_fen,
  CAST((SELECT COALESCE(SUM(remaining_fen), 0) FROM fund WHERE account = :account AND kind = 'other') AS BIGINT)
    AS other_fen,
  CAST((SELECT COALESCE(SUM(open_fen), 0) FROM credit_note WHERE account = :account) AS BIGINT) AS credit_notes_fen,
  CAST((SELECT COALESCE(SUM(amount_fen - paid_fen), 0) FROM bill WHERE account = :account AND paid_fen < amount_fen)
    AS BIGINT) AS overdue_fen,
  CAST((SELECT COALESCE(SUM(unsettled_fen), 0) FROM cycle_usage WHERE account = :account) AS BIGINT) AS unsettled_fen,
  CAST((SELECT COALESCE(SUM(amount_fen), 0) FROM withdrawal
        WHERE account = :account AND status IN ('in_review', 'approved', 'sending', 'unknown')) AS BIGINT)
    AS in_withdrawal_fen,
  CAST((SELECT COUNT(*) FROM resource
        WHERE account = :account AND billing = 'pay_as_you_go' AND released_at IS NULL) AS BIGINT) AS active_resources,
  (SELECT MAX(released_at) FROM resource WHERE account = :account AND billing = 'pay_as_you_go') AS last_release_at

-- name: balance_orders
-- row: OrderRow
SELECT f.id AS fund, t.order_id AS order_id, f.at AS paid_at, f.amount_fen AS amount_fen,
       f.remaining_fen AS remaining_fen, t.channel AS channel, t.bank AS bank, t.holder AS holder
FROM fund f JOIN top_up t ON t.fund = f.id
WHERE f.account = :account
ORDER BY f.at DESC, t.order_id

-- name: hold_resources
SELECT name, product, created_at, released_at FROM resource
WHERE account = :account AND billing = 'pay_as_you_go'
  AND (released_at IS NULL OR released_at > :released_after)
ORDER BY released_at DESC NULLS FIRST, created_at, id

-- name: hold_credit_notes
SELECT id, order_id, open_fen, raised_at FROM credit_note
WHERE account = :account AND open_fen > 0 ORDER BY raised_at, id

-- name: hold_bills
-- not null: open_fen
SELECT id, cycle, amount_fen - paid_fen AS open_fen, issued_at FROM bill
WHERE account = :account AND paid_fen < amount_fen ORDER BY issued_at, id

-- name: hold_cycles
SELECT cycle, unsettled_fen FROM cycle_usage
WHERE account = :account AND unsettled_fen > 0 ORDER BY cycle

-- name: hold_transfers
SELECT t.id AS transfer, t.sender AS sender, f.remaining_fen AS remaining_fen, f.at AS at
FROM fund f JOIN transfer t ON t.fund = f.id
WHERE f.account = :account AND f.remaining_fen > 0 ORDER BY f.at, f.id

-- Sums of one account, each by itself.

-- name: sum_cash$
-- always
SELECT CAST(COALESCE(SUM(remaining_fen), 0) AS BIGINT) AS fen FROM fund WHERE account = :account

-- name: sum_transferred$
-- always
SELECT CAST(COALESCE(SUM(remaining_fen), 0) AS BIGINT) AS fen FROM fund WHERE account = :account AND kind = 'transfer'

-- name: sum_credit_notes$
-- always
SELECT CAST(COALESCE(SUM(open_fen), 0) AS BIGINT) AS fen FROM credit_note WHERE account = :account

-- name: sum_overdue$
-- always
SELECT CAST(COALESCE(SUM(amount_fen - paid_fen), 0) AS BIGINT) AS fen FROM bill
WHERE account = :account AND paid_fen < amount_fen

-- name: sum_unsettled$
-- always
SELECT CAST(COALESCE(SUM(unsettled_fen), 0) AS BIGINT) AS fen FROM cycle_usage WHERE account = :account

-- name: sums_too_large
-- Accounts whose sums do not fit into 64 bits. The parts of each amount are added separately.
SELECT a.id AS account FROM account a
WHERE (CAST(:account AS TEXT) IS NULL OR a.id = CAST(:account AS TEXT))
  AND (COALESCE((SELECT SUM(remaining_fen / 1000000) FROM fund WHERE account = a.id), 0) > 9000000000000
    OR COALESCE((SELECT SUM(open_fen / 1000000) FROM credit_note WHERE account = a.id), 0) > 9000000000000
    OR COALESCE((SELECT SUM((amount_fen - paid_fen) / 1000000) FROM bill WHERE account = a.id), 0) > 9000000000000
    OR COALESCE((SELECT SUM(unsettled_fen / 1000000) FROM cycle_usage WHERE account = a.id), 0) > 9000000000000
    OR COALESCE((SELECT SUM(amount_fen / 1000000) FROM withdrawal
                 WHERE account = a.id AND status IN ('in_review', 'approved', 'sending', 'unknown')), 0) > 9000000000000)
ORDER BY a.id
