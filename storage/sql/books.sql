-- name: event_add!
INSERT INTO event (id, content_key, type, account, at, received_at)
VALUES (:id, :content_key, :type, :account, :at, :received_at)

-- name: fund_add^
INSERT INTO fund (account, kind, amount_fen, remaining_fen, at)
VALUES (:account, :kind, :amount_fen, :amount_fen, :at) RETURNING id

-- name: fund_move!
-- counted
UPDATE fund SET remaining_fen = remaining_fen + CAST(:delta_fen AS BIGINT)
WHERE id = :id AND remaining_fen + CAST(:delta_fen AS BIGINT) BETWEEN 0 AND amount_fen

-- name: fund_remaining$
-- always
SELECT remaining_fen FROM fund WHERE id = :id

-- name: fund_account$
SELECT account FROM fund WHERE id = :fund

-- name: fund_by_id^
SELECT id, account, kind, amount_fen, remaining_fen, at FROM fund WHERE id = :id

-- name: funds_next
-- row: FundRow
-- not null: id, kind, at, remaining_fen
-- In the order of consumption; without what was received (0 in :received), what an account may send on.
SELECT id, kind, at, remaining_fen FROM (
    SELECT * FROM (SELECT id, kind, at, remaining_fen, 0 AS turn FROM fund
                   WHERE account = :account AND kind = 'transfer' AND remaining_fen > 0
                     AND CAST(:received AS BIGINT) = 1
                   ORDER BY at, id LIMIT :most) AS received
    UNION ALL
    SELECT * FROM (SELECT id, kind, at, remaining_fen, 1 AS turn FROM fund
                   WHERE account = :account AND kind = 'other' AND remaining_fen > 0
                   ORDER BY at, id LIMIT :most) AS others
    UNION ALL
    SELECT * FROM (SELECT id, kind, at, remaining_fen, 2 AS turn FROM fund
                   WHERE account = :account AND kind = 'top_up' AND remaining_fen > 0
                   ORDER BY at, id LIMIT :most) AS paid) AS found
ORDER BY turn, at, id LIMIT :most

-- name: other_funds_next
-- row: FundRow
SELECT id, kind, at, remaining_fen FROM fund
WHERE account = :account AND kind = 'other' AND remaining_fen > 0 ORDER BY at, id LIMIT :most

-- name: top_up_add!
INSERT INTO top_up (order_id, fund, channel, bank, holder, reference)
VALUES (:order_id, :fund, :channel, :bank, :holder, :reference)

-- name: top_up_by_fund^
SELECT order_id, fund, channel, bank, holder, reference FROM top_up WHERE fund = :fund

-- name: adjustment_add!
INSERT INTO adjustment (id, fund, reason) VALUES (:id, :fund, :reason)

-- name: transfer_by_id^
SELECT t.id AS id, t.sender AS sender, t.fund AS fund, f.account AS receiver, f.remaining_fen AS remaining_fen
FROM transfer t JOIN fund f ON f.id = t.fund WHERE t.id = :id

-- name: transfer_add!
INSERT INTO transfer (id, sender, fund) VALUES (:id, :sender, :fund)

-- name: draw_add!
INSERT INTO draw (purpose, reference, fund, amount_fen) VALUES (:purpose, :reference, :fund, :amount_fen)

-- name: draws_open
-- not null: open_fen
SELECT id, fund, amount_fen - returned_fen AS open_fen FROM draw
WHERE purpose = :purpose AND reference = :reference AND returned_fen < amount_fen ORDER BY id

-- name: draw_return!
UPDATE draw SET returned_fen = returned_fen + CAST(:amount_fen AS BIGINT) WHERE id = :id

-- name: bill_by_id^
SELECT id, account, cycle, amount_fen, paid_fen FROM bill WHERE id = :id

-- name: cycles_billed
SELECT cycle FROM bill WHERE account = :account AND cycle >= CAST(:since AS TEXT) ORDER BY cycle

-- name: refund_add!
INSERT INTO refund (id, bill) VALUES (:id, :bill)

-- name: bill_add!
INSERT INTO bill (id, account, cycle, amount_fen, issued_at) VALUES (:id, :account, :cycle, :amount_fen, :issued_at)

-- name: bill_pay!
UPDATE bill SET paid_fen = paid_fen + CAST(:amount_fen AS BIGINT) WHERE id = :id

-- name: usage_add!
INSERT INTO cycle_usage (account, cycle, unsettled_fen) VALUES (:account, :cycle, :amount_fen)
ON CONFLICT (account, cycle) DO UPDATE SET unsettled_fen = cycle_usage.unsettled_fen + excluded.unsettled_fen

-- name: usage_settle!
UPDATE cycle_usage SET unsettled_fen = 0 WHERE account = :account AND cycle = :cycle

-- name: credit_note_by_id^
SELECT id, account, open_fen FROM credit_note WHERE id = :id

-- name: credit_note_add!
INSERT INTO credit_note (id, account, order_id, invoiced_fen, actual_fen, open_fen, raised_at)
VALUES (:id, :account, :order_id, :invoiced_fen, :actual_fen, :open_fen, :raised_at)

-- name: credit_note_offset!
UPDATE credit_note SET open_fen = open_fen - CAST(:amount_fen AS BIGINT) WHERE id = :id

-- name: resource_active^
SELECT id, billing FROM resource WHERE account = :account AND name = :name AND released_at IS NULL

-- name: resource_add!
INSERT INTO resource (account, name, product, billing, created_at)
VALUES (:account, :name, :product, :billing, :created_at)

-- name: resource_release!
UPDATE resource SET released_at = :released_at WHERE id = :id

-- name: journal_add^
INSERT INTO journal (kind, reference, at, recorded_at, reverses)
VALUES (:kind, :reference, :at, :recorded_at, :reverses) RETURNING id

-- name: posting_add!
INSERT INTO posting (journal, side, fund, withdrawal, amount_fen)
VALUES (:journal, :side, :fund, :withdrawal, :amount_fen)

-- name: posting_add_two!
INSERT INTO posting (journal, side, fund, withdrawal, amount_fen)
VALUES (:journal, :side, :fund, :withdrawal, :amount_fen),
       (:journal, :other_side, :other_fund, :other_withdrawal, :other_amount_fen)

-- name: postings_of_last
-- The lines of the newest entry of this kind.
SELECT journal, side, fund, withdrawal, amount_fen FROM posting
WHERE journal = (SELECT MAX(j.id) FROM journal j WHERE j.kind = :kind AND j.reference = :reference) ORDER BY id

-- name: withdrawal_taken
-- not null: taken_fen, fund
SELECT p.fund AS fund, CAST(-SUM(p.amount_fen) AS BIGINT) AS taken_fen FROM journal j JOIN posting p ON p.journal = j.id
WHERE j.reference = :withdrawal AND p.fund IS NOT NULL
  AND j.kind IN ('withdrawal', 'withdrawal_released', 'withdrawal_returned', 'payout_booked', 'payout_unbooked')
GROUP BY p.fund HAVING SUM(p.amount_fen) <> 0 ORDER BY p.fund
