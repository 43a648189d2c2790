-- Each row of these queries breaks an invariant of the books; subject names it. Most look at one piece of a table: at the
-- rows whose key is above :after and at most :until.

-- The last key of the next piece.

-- name: piece_journal$
SELECT MAX(id) FROM (SELECT id FROM journal WHERE id > :after ORDER BY id LIMIT :most) AS piece

-- name: piece_fund$
SELECT MAX(id) FROM (SELECT id FROM fund WHERE id > :after ORDER BY id LIMIT :most) AS piece

-- name: piece_posting$
SELECT MAX(id) FROM (SELECT id FROM posting WHERE id > :after ORDER BY id LIMIT :most) AS piece

-- name: piece_withdrawal$
SELECT MAX(id) FROM (SELECT id FROM withdrawal WHERE id > :after ORDER BY id LIMIT :most) AS piece

-- name: piece_event$
SELECT MAX(id) FROM (SELECT id FROM event WHERE id > :after ORDER BY id LIMIT :most) AS piece

-- name: piece_transfer$
SELECT MAX(id) FROM (SELECT id FROM transfer WHERE id > :after ORDER BY id LIMIT :most) AS piece

-- name: piece_bill$
SELECT MAX(id) FROM (SELECT id FROM bill WHERE id > :after ORDER BY id LIMIT :most) AS piece

-- name: piece_account$
SELECT MAX(id) FROM (SELECT id FROM account WHERE id > :after ORDER BY id LIMIT :most) AS piece

-- name: piece_payee$
SELECT MAX(id) FROM (SELECT id FROM payee WHERE id > :after ORDER BY id LIMIT :most) AS piece

-- name: piece_outbox$
SELECT MAX(id) FROM (SELECT id FROM outbox WHERE id > :after ORDER BY id LIMIT :most) AS piece

-- name: piece_audit$
SELECT MAX(id) FROM (SELECT id FROM audit WHERE id > :after ORDER BY id LIMIT :most) AS piece

-- name: check_journal_balanced
-- not null: subject
SELECT CAST(j.id AS TEXT) AS subject FROM journal j
WHERE j.id > :after AND j.id <= :until
  AND COALESCE((SELECT SUM(p.amount_fen) FROM posting p WHERE p.journal = j.id), 1) <> 0 ORDER BY j.id

-- name: check_journal_once
-- not null: subject
SELECT CAST(j.id AS TEXT) AS subject FROM journal j
WHERE j.id > :after AND j.id <= :until AND j.kind NOT IN ('payout_booked', 'payout_unbooked')
  AND EXISTS (SELECT 1 FROM journal b WHERE b.reference = j.reference AND b.kind = j.kind AND b.id < j.id)
ORDER BY j.id

-- name: check_journal_event
-- not null: subject
SELECT CAST(j.id AS TEXT) AS subject FROM journal j
WHERE j.id > :after AND j.id <= :until
  AND j.kind IN ('top_up', 'adjustment', 'refund', 'transfer', 'recall', 'payment')
  AND NOT EXISTS (SELECT 1 FROM event e WHERE e.id = j.reference AND e.type = CASE j.kind
        WHEN 'top_up' THEN 'top_up.paid' WHEN 'adjustment' THEN 'adjustment.posted' WHEN 'refund' THEN 'refund.posted'
        WHEN 'transfer' THEN 'transfer.made' WHEN 'recall' THEN 'transfer.recalled' ELSE 'bill.paid' END)
ORDER BY j.id

-- name: check_event_account
-- not null: subject
SELECT DISTINCT CAST(j.id AS TEXT) AS subject FROM journal j
JOIN event e ON e.id = j.reference JOIN posting p ON p.journal = j.id JOIN fund f ON f.id = p.fund
WHERE j.id > :after AND j.id <= :until
  AND f.account <> e.account
  AND (j.kind IN ('top_up', 'adjustment', 'refund', 'payment') OR (j.kind = 'transfer' AND p.amount_fen < 0)
       OR (j.kind = 'recall' AND p.amount_fen > 0))
ORDER BY subject

-- name: check_journal_withdrawal
-- not null: subject
SELECT CAST(j.id AS TEXT) AS subject FROM journal j
WHERE j.id > :after AND j.id <= :until
  AND (j.kind IN ('withdrawal', 'withdrawal_released', 'withdrawal_paid', 'withdrawal_returned', 'payout_booked',
                  'payout_unbooked')
   AND (NOT EXISTS (SELECT 1 FROM withdrawal w WHERE w.id = j.reference)
        OR EXISTS (SELECT 1 FROM posting p WHERE p.journal = j.id AND p.withdrawal <> j.reference))
    OR (j.kind = 'withdrawal_released') <> (j.reverses IS NOT NULL)
    OR (j.reverses IS NOT NULL AND NOT EXISTS (
         SELECT 1 FROM journal h WHERE h.id = j.reverses AND h.kind = 'withdrawal' AND h.reference = j.reference)))
ORDER BY j.id

-- name: check_fund_postings
-- not null: subject
SELECT CAST(f.id AS TEXT) AS subject FROM fund f
WHERE f.id > :after AND f.id <= :until
  AND f.remaining_fen <> COALESCE((SELECT SUM(p.amount_fen) FROM posting p WHERE p.fund = f.id), 0) ORDER BY f.id

-- name: check_fund_draws
-- not null: subject
SELECT CAST(f.id AS TEXT) AS subject FROM fund f
WHERE f.id > :after AND f.id <= :until
  AND (COALESCE((SELECT SUM(d.amount_fen) FROM draw d WHERE d.fund = f.id AND d.purpose = 'bill'), 0)
       <> -COALESCE((SELECT SUM(p.amount_fen) FROM posting p JOIN journal j ON j.id = p.journal
                     WHERE p.fund = f.id AND j.kind = 'payment'), 0)
    OR COALESCE((SELECT SUM(d.returned_fen) FROM draw d WHERE d.fund = f.id AND d.purpose = 'bill'), 0)
       <> COALESCE((SELECT SUM(p.amount_fen) FROM posting p JOIN journal j ON j.id = p.journal
                    WHERE p.fund = f.id AND j.kind = 'refund'), 0)
    OR COALESCE((SELECT SUM(d.amount_fen) FROM draw d WHERE d.fund = f.id AND d.purpose = 'transfer'), 0)
       <> -COALESCE((SELECT SUM(p.amount_fen) FROM posting p JOIN journal j ON j.id = p.journal
                     WHERE p.fund = f.id AND j.kind = 'transfer' AND p.amount_fen < 0), 0)
    OR COALESCE((SELECT SUM(d.returned_fen) FROM draw d WHERE d.fund = f.id AND d.purpose = 'transfer'), 0)
       <> COALESCE((SELECT SUM(p.amount_fen) FROM posting p JOIN journal j ON j.id = p.journal
                    WHERE p.fund = f.id AND j.kind = 'recall' AND p.amount_fen > 0), 0))
ORDER BY f.id

-- name: check_fund_opened
-- not null: subject
SELECT CAST(f.id AS TEXT) AS subject FROM fund f
WHERE f.id > :after AND f.id <= :until
  AND (f.amount_fen
       <> COALESCE((SELECT SUM(p.amount_fen) FROM posting p JOIN journal j ON j.id = p.journal
                    WHERE p.fund = f.id AND p.amount_fen > 0
                      AND j.kind = CASE f.kind WHEN 'other' THEN 'adjustment' ELSE f.kind END), 0)
    OR (SELECT COUNT(*) FROM top_up t WHERE t.fund = f.id) <> CASE f.kind WHEN 'top_up' THEN 1 ELSE 0 END
    OR (SELECT COUNT(*) FROM adjustment a WHERE a.fund = f.id) <> CASE f.kind WHEN 'other' THEN 1 ELSE 0 END
    OR (SELECT COUNT(*) FROM transfer t WHERE t.fund = f.id) <> CASE f.kind WHEN 'transfer' THEN 1 ELSE 0 END)
ORDER BY f.id

-- name: check_posting_owner
-- not null: subject
SELECT DISTINCT CAST(p.journal AS TEXT) AS subject FROM posting p
LEFT JOIN journal j ON j.id = p.journal LEFT JOIN fund f ON f.id = p.fund LEFT JOIN withdrawal w ON w.id = p.withdrawal
WHERE p.id > :after AND p.id <= :until
  AND (j.id IS NULL OR (p.fund IS NOT NULL AND f.id IS NULL) OR (p.withdrawal IS NOT NULL AND w.id IS NULL))
ORDER BY subject

-- name: check_in_withdrawal
SELECT w.id AS subject FROM withdrawal w
WHERE w.id > :after AND w.id <= :until
  AND COALESCE((SELECT SUM(p.amount_fen) FROM posting p WHERE p.withdrawal = w.id), 0)
   <> CASE WHEN w.status IN ('in_review', 'approved', 'sending', 'unknown') THEN w.amount_fen ELSE 0 END
ORDER BY w.id

-- name: check_unsubmitted_untouched
SELECT w.id AS subject FROM withdrawal w
WHERE w.id > :after AND w.id <= :until
  AND w.status IN ('draft', 'expired', 'discarded') AND EXISTS (SELECT 1 FROM posting p WHERE p.withdrawal = w.id)
ORDER BY w.id

-- name: check_withdrawal_fund
SELECT w.id AS subject FROM withdrawal w JOIN fund f ON f.id = w.fund
WHERE w.id > :after AND w.id <= :until
  AND f.account <> w.account ORDER BY w.id

-- name: check_hold_funds
SELECT w.id AS subject FROM withdrawal w
WHERE w.id > :after AND w.id <= :until
  AND EXISTS (SELECT 1 FROM journal j JOIN posting p ON p.journal = j.id JOIN fund f ON f.id = p.fund
              WHERE j.reference = w.id AND j.kind IN (
                  'withdrawal', 'withdrawal_released', 'withdrawal_returned', 'payout_booked', 'payout_unbooked')
                AND (f.account <> w.account
                     OR (w.method = 'application' AND f.kind <> 'other')
                     OR (w.method <> 'application' AND f.id <> w.fund)))
ORDER BY w.id

-- name: check_payee_account
SELECT w.id AS subject FROM withdrawal w LEFT JOIN payee p ON p.id = w.payee
WHERE w.id > :after AND w.id <= :until
  AND ((w.payee IS NOT NULL AND p.account <> w.account)
    OR (w.submitted_at IS NOT NULL AND (w.method <> 'original') <> (p.completed_at IS NOT NULL)
        AND NOT EXISTS (SELECT 1 FROM missing_payout m WHERE m.id = w.id AND m.ended_how = 'booked')))
ORDER BY w.id

-- name: check_paid_once
SELECT w.id AS subject FROM withdrawal w
WHERE w.id > :after AND w.id <= :until
  AND (COALESCE((SELECT SUM(CASE WHEN j.kind IN ('withdrawal_paid', 'payout_booked') THEN 1 ELSE -1 END) FROM journal j
                 WHERE j.reference = w.id AND j.kind IN (
                     'withdrawal_paid', 'withdrawal_returned', 'payout_booked', 'payout_unbooked')), 0)
       <> CASE WHEN w.status = 'successful' THEN 1 ELSE 0 END
    OR (w.status NOT IN ('successful', 'failed')
        AND EXISTS (SELECT 1 FROM journal j WHERE j.reference = w.id AND j.kind IN (
                        'withdrawal_paid', 'withdrawal_returned', 'payout_booked', 'payout_unbooked'))))
ORDER BY w.id

-- name: check_returned_once
SELECT w.id AS subject FROM withdrawal w
WHERE w.id > :after AND w.id <= :until
  AND (SELECT COUNT(*) FROM journal j WHERE j.reference = w.id AND j.kind = 'withdrawal_returned')
   <> CASE WHEN w.returned_at IS NULL THEN 0 ELSE 1 END
ORDER BY w.id

-- name: check_paid_from
SELECT w.id AS subject FROM withdrawal w
WHERE w.id > :after AND w.id <= :until
  AND w.status = 'successful' AND w.amount_fen
   <> COALESCE((SELECT -SUM(p.amount_fen) FROM journal j JOIN posting p ON p.journal = j.id
                WHERE j.reference = w.id AND p.fund IS NOT NULL AND j.kind IN (
                    'withdrawal', 'withdrawal_released', 'withdrawal_returned', 'payout_booked', 'payout_unbooked')), 0)
    + COALESCE((SELECT SUM(c.loss_fen) FROM contradiction c WHERE c.withdrawal = w.id), 0)
ORDER BY w.id

-- name: check_answers
SELECT w.id AS subject FROM channel_answer a JOIN withdrawal w ON w.id = a.withdrawal
WHERE w.id > :after AND w.id <= :until
  AND ((a.outcome = 'paid' AND w.status = 'failed' AND w.returned_at IS NULL)
       OR (a.outcome = 'failed' AND w.status = 'successful'))
  AND NOT EXISTS (SELECT 1 FROM contradiction c WHERE c.withdrawal = w.id)
ORDER BY w.id

-- name: check_held_once
SELECT w.id AS subject FROM withdrawal w
WHERE w.id > :after AND w.id <= :until
  AND w.submitted_at IS NOT NULL
  AND COALESCE((SELECT SUM(p.amount_fen) FROM journal j JOIN posting p ON p.journal = j.id
                WHERE j.kind = 'withdrawal' AND j.reference = w.id AND p.withdrawal = w.id), 0) <> w.amount_fen
ORDER BY w.id

-- name: check_money_back
SELECT DISTINCT w.id AS subject FROM withdrawal w
JOIN journal j ON j.reference = w.id AND j.kind IN (
    'withdrawal', 'withdrawal_released', 'withdrawal_returned', 'payout_booked', 'payout_unbooked')
JOIN posting p ON p.journal = j.id AND p.fund IS NOT NULL
WHERE w.id > :after AND w.id <= :until
  AND w.status IN ('failed', 'rejected', 'cancelled')
GROUP BY w.id, p.fund HAVING SUM(p.amount_fen) <> 0
ORDER BY subject

-- name: check_approved
SELECT w.id AS subject FROM withdrawal w
JOIN transition t ON t.withdrawal = w.id AND t.to_status = 'approved'
 AND t.version = (SELECT MAX(l.version) FROM transition l WHERE l.withdrawal = w.id AND l.to_status = 'approved')
WHERE w.id > :after AND w.id <= :until
  AND w.status IN ('approved', 'sending', 'unknown', 'successful', 'failed')
  AND NOT EXISTS (SELECT 1 FROM missing_payout m WHERE m.id = w.id AND m.ended_how = 'booked')
  AND ((t.from_status = 'draft' AND w.method <> 'original')
       OR (t.from_status <> 'draft'
           AND NOT EXISTS (SELECT 1 FROM approval a WHERE a.withdrawal = w.id AND a.what = 'approve')))
ORDER BY w.id

-- name: check_own_approval
SELECT DISTINCT a.withdrawal AS subject FROM approval a JOIN withdrawal w ON w.id = a.withdrawal
WHERE a.withdrawal > :after AND a.withdrawal <= :until AND a.reviewer = 'chat:' || CAST(w.chat_user AS TEXT)
ORDER BY subject

-- name: check_steps_end
SELECT w.id AS subject FROM withdrawal w
WHERE w.id > :after AND w.id <= :until
  AND ((w.status NOT IN ('draft', 'expired', 'discarded')
        AND NOT EXISTS (SELECT 1 FROM transition t WHERE t.withdrawal = w.id))
    OR EXISTS (SELECT 1 FROM transition t WHERE t.withdrawal = w.id AND t.version > w.version)
    OR EXISTS (SELECT 1 FROM transition t WHERE t.withdrawal = w.id AND t.to_status <> w.status
               AND t.version = (SELECT MAX(l.version) FROM transition l WHERE l.withdrawal = w.id)))
ORDER BY w.id

-- name: check_steps_chain
SELECT DISTINCT t.withdrawal AS subject FROM transition t
WHERE t.withdrawal > :after AND t.withdrawal <= :until
  AND t.from_status <> COALESCE((SELECT b.to_status FROM transition b WHERE b.withdrawal = t.withdrawal
        AND b.version = (SELECT MAX(e.version) FROM transition e WHERE e.withdrawal = t.withdrawal
                                                                   AND e.version < t.version)), 'draft')
ORDER BY subject

-- name: check_event_journal
SELECT e.id AS subject FROM event e
WHERE e.id > :after AND e.id <= :until
  AND e.type IN ('top_up.paid', 'adjustment.posted', 'refund.posted', 'transfer.made', 'transfer.recalled')
  AND NOT EXISTS (SELECT 1 FROM journal j WHERE j.reference = e.id AND j.kind NOT IN (
        'withdrawal', 'withdrawal_released', 'withdrawal_paid', 'withdrawal_returned', 'payout_booked',
        'payout_unbooked'))
ORDER BY e.id

-- name: check_transfer_draws
SELECT t.id AS subject FROM transfer t JOIN fund f ON f.id = t.fund
WHERE t.id > :after AND t.id <= :until
  AND (COALESCE((SELECT SUM(d.amount_fen) FROM draw d WHERE d.purpose = 'transfer' AND d.reference = t.id), 0)
       <> f.amount_fen
    OR COALESCE((SELECT SUM(d.returned_fen) FROM draw d WHERE d.purpose = 'transfer' AND d.reference = t.id), 0)
       <> -COALESCE((SELECT SUM(p.amount_fen) FROM posting p JOIN journal j ON j.id = p.journal
                     WHERE p.fund = f.id AND j.kind = 'recall'), 0))
ORDER BY t.id

-- name: check_sums
-- As numbers with a point: no sum overflows, and every sum within the bound (10^15 fen) is exact.
SELECT a.id AS subject FROM account a LEFT JOIN account_sum s ON s.account = a.id
WHERE a.id > :after AND a.id <= :until AND (s.account IS NULL
   OR s.cash_fen <> COALESCE((SELECT SUM(remaining_fen * 1.0) FROM fund
                                WHERE account = a.id AND remaining_fen > 0), 0)
   OR s.transferred_fen <> COALESCE((SELECT SUM(remaining_fen * 1.0) FROM fund
                                       WHERE account = a.id AND kind = 'transfer' AND remaining_fen > 0), 0)
   OR s.other_fen <> COALESCE((SELECT SUM(remaining_fen * 1.0) FROM fund
                                 WHERE account = a.id AND kind = 'other' AND remaining_fen > 0), 0)
   OR s.credit_notes_fen <> COALESCE((SELECT SUM(open_fen * 1.0) FROM credit_note
                                        WHERE account = a.id AND open_fen > 0), 0)
   OR s.overdue_fen <> COALESCE((SELECT SUM((amount_fen - paid_fen) * 1.0) FROM bill
                                   WHERE account = a.id AND paid_fen < amount_fen), 0)
   OR s.unsettled_fen <> COALESCE((SELECT SUM(unsettled_fen * 1.0) FROM cycle_usage
                                     WHERE account = a.id AND unsettled_fen > 0), 0)
   OR s.in_withdrawal_fen <> COALESCE((SELECT SUM(amount_fen * 1.0) FROM withdrawal
                                         WHERE account = a.id AND status IN ('in_review', 'approved', 'sending', 'unknown')), 0)
   OR s.active_resources <> (SELECT COUNT(*) FROM resource
                             WHERE account = a.id AND billing = 'pay_as_you_go' AND released_at IS NULL))
ORDER BY a.id

-- name: check_test_transfers
SELECT t.id AS subject FROM transfer t
JOIN fund f ON f.id = t.fund JOIN account r ON r.id = f.account JOIN account s ON s.id = t.sender
WHERE t.id > :after AND t.id <= :until
  AND (r.is_test <> s.is_test OR r.id = s.id) ORDER BY t.id

-- name: check_bill_draws
SELECT b.id AS subject FROM bill b
WHERE b.id > :after AND b.id <= :until
  AND COALESCE((SELECT SUM(d.amount_fen) FROM draw d WHERE d.purpose = 'bill' AND d.reference = b.id), 0) > b.paid_fen
ORDER BY b.id

-- name: check_bill_paid
SELECT id AS subject FROM bill WHERE id > :after AND id <= :until AND paid_fen > amount_fen ORDER BY id

-- name: check_usage_billed
SELECT DISTINCT u.account AS subject FROM cycle_usage u JOIN bill b ON b.account = u.account AND b.cycle = u.cycle
WHERE u.account > :after AND u.account <= :until AND u.unsettled_fen > 0 ORDER BY subject

-- name: check_management
SELECT a.id AS subject FROM account a JOIN account m ON m.id = a.management_account
WHERE a.id > :after AND a.id <= :until
  AND (a.is_test <> m.is_test OR m.management_account IS NOT NULL) ORDER BY a.id

-- name: accounts_summed
SELECT account FROM account_sum WHERE account > :after AND account <= :until ORDER BY account

-- name: accounts_sealed
SELECT id, phone_sealed, phone_key, identity_sealed, identity_key FROM account
WHERE id > :after AND id <= :until ORDER BY id

-- name: payees_sealed
-- not null: kind
SELECT id, kind, number_sealed, number_key, name_sealed, name_key FROM payee
WHERE id > :after AND id <= :until AND completed_at IS NOT NULL ORDER BY id

-- name: check_secrets_gone
-- not null: subject
SELECT CAST(id AS TEXT) AS subject FROM outbox
WHERE id > :after AND id <= :until AND secret IS NOT NULL AND status NOT IN ('waiting', 'sending') ORDER BY id

-- name: check_acting
SELECT DISTINCT a.id AS subject FROM audit u JOIN account a ON a.id = u.acting_as
WHERE u.id > :after AND u.id <= :until AND a.is_test = 0 ORDER BY subject

-- name: check_contradicted
-- not null: subject
SELECT withdrawal || ' (' || kind || ')' AS subject FROM contradiction WHERE resolved_at IS NULL ORDER BY id

-- name: check_contradictions_stop
SELECT DISTINCT c.account AS subject FROM contradiction c
WHERE c.resolved_at IS NULL
  AND NOT EXISTS (SELECT 1 FROM stop s WHERE s.id = c.stop AND s.account = c.account AND s.ended_at IS NULL)
ORDER BY subject

-- name: check_clocks
SELECT DISTINCT a.id AS subject FROM clock_move c JOIN account a ON a.id = c.account WHERE a.is_test = 0 ORDER BY subject

-- name: desk_accounts_open
SELECT a.id AS id, a.phone_sealed AS phone_sealed FROM desk_account d JOIN account a ON a.id = d.account
WHERE a.standing <> 'closed' ORDER BY a.id

-- name: check_missing_payouts
SELECT id AS subject FROM missing_payout WHERE ended_at IS NULL ORDER BY id
