-- An account's figures, which a row has ready; what holds its money; its top-up orders. Lists come in pieces.

-- name: balance_figures^
-- always
-- null: last_release_at, unsettled_until
SELECT cash_fen, transferred_fen, other_fen, credit_notes_fen, overdue_fen, unsettled_fen, in_withdrawal_fen,
       active_resources,
       (SELECT MAX(released_at) FROM resource
        WHERE account = :account AND billing = 'pay_as_you_go' AND released_at IS NOT NULL) AS last_release_at,
       (SELECT MAX(cycle) FROM cycle_usage WHERE account = :account AND unsettled_fen > 0) AS unsettled_until
FROM account_sum WHERE account = :account

-- The first parts of a held amount, each row with the number of all of them.

-- name: hold_resources
-- not null: parts
SELECT name, product, created_at,
       (SELECT CAST(COUNT(*) AS BIGINT) FROM resource
        WHERE account = :account AND billing = 'pay_as_you_go' AND released_at IS NULL) AS parts
FROM resource WHERE account = :account AND billing = 'pay_as_you_go' AND released_at IS NULL
ORDER BY created_at, id LIMIT :most

-- name: hold_released^
SELECT name, product, released_at FROM resource
WHERE account = :account AND billing = 'pay_as_you_go' AND released_at IS NOT NULL ORDER BY released_at DESC LIMIT 1

-- name: hold_credit_notes
-- not null: parts
SELECT id, order_id, open_fen, raised_at,
       (SELECT CAST(COUNT(*) AS BIGINT) FROM credit_note WHERE account = :account AND open_fen > 0) AS parts
FROM credit_note WHERE account = :account AND open_fen > 0 ORDER BY raised_at, id LIMIT :most

-- name: hold_bills
-- not null: open_fen, parts
SELECT id, cycle, amount_fen - paid_fen AS open_fen, issued_at,
       (SELECT CAST(COUNT(*) AS BIGINT) FROM bill WHERE account = :account AND paid_fen < amount_fen) AS parts
FROM bill WHERE account = :account AND paid_fen < amount_fen ORDER BY issued_at, id LIMIT :most

-- name: hold_cycles
-- not null: parts
SELECT cycle, unsettled_fen,
       (SELECT CAST(COUNT(*) AS BIGINT) FROM cycle_usage WHERE account = :account AND unsettled_fen > 0) AS parts
FROM cycle_usage WHERE account = :account AND unsettled_fen > 0 ORDER BY cycle LIMIT :most

-- name: hold_transfers
-- not null: parts
SELECT t.id AS transfer, t.sender AS sender, a.name AS sender_name, f.remaining_fen AS remaining_fen, f.at AS at,
       (SELECT CAST(COUNT(*) AS BIGINT) FROM fund
        WHERE account = :account AND kind = 'transfer' AND remaining_fen > 0) AS parts
FROM fund f JOIN transfer t ON t.fund = f.id JOIN account a ON a.id = t.sender
WHERE f.account = :account AND f.kind = 'transfer' AND f.remaining_fen > 0 ORDER BY f.at, f.id LIMIT :most

-- Top-up orders, newest first. A piece begins with the order of that moment and fund.

-- name: order_by_fund^
-- row: OrderRow
SELECT f.id AS fund, t.order_id AS order_id, f.at AS paid_at, f.amount_fen AS amount_fen,
       f.remaining_fen AS remaining_fen, t.channel AS channel, t.bank AS bank, t.holder AS holder
FROM fund f JOIN top_up t ON t.fund = f.id WHERE f.id = :fund AND f.account = :account

-- name: orders_left
-- row: OrderRow
SELECT f.id AS fund, t.order_id AS order_id, f.at AS paid_at, f.amount_fen AS amount_fen,
       f.remaining_fen AS remaining_fen, t.channel AS channel, t.bank AS bank, t.holder AS holder
FROM fund f JOIN top_up t ON t.fund = f.id
WHERE f.account = :account AND f.kind = 'top_up' AND f.remaining_fen > 0 AND (f.at, f.id) <= (:at, :fund)
ORDER BY f.at DESC, f.id DESC LIMIT :most

-- name: orders_left_before
-- Only where they begin, nearest first.
SELECT id AS fund FROM fund
WHERE account = :account AND kind = 'top_up' AND remaining_fen > 0 AND (at, id) > (:at, :fund)
ORDER BY at, id LIMIT :most

-- name: orders_ever
-- row: OrderRow
SELECT f.id AS fund, t.order_id AS order_id, f.at AS paid_at, f.amount_fen AS amount_fen,
       f.remaining_fen AS remaining_fen, t.channel AS channel, t.bank AS bank, t.holder AS holder
FROM fund f JOIN top_up t ON t.fund = f.id
WHERE f.account = :account AND f.kind = 'top_up' AND (f.at, f.id) <= (:at, :fund)
ORDER BY f.at DESC, f.id DESC LIMIT :most

-- What events may raise, each figure by itself; 0 for an unknown account.

-- name: sum_cash$
-- always
SELECT COALESCE((SELECT cash_fen FROM account_sum WHERE account = :account), 0) AS fen

-- name: sum_transferred$
-- always
SELECT COALESCE((SELECT transferred_fen FROM account_sum WHERE account = :account), 0) AS fen

-- name: sum_credit_notes$
-- always
SELECT COALESCE((SELECT credit_notes_fen FROM account_sum WHERE account = :account), 0) AS fen

-- name: sum_overdue$
-- always
SELECT COALESCE((SELECT overdue_fen FROM account_sum WHERE account = :account), 0) AS fen

-- name: sum_unsettled$
-- always
SELECT COALESCE((SELECT unsettled_fen FROM account_sum WHERE account = :account), 0) AS fen
