-- Every row that one of these gives breaks an invariant of the books; subject names it.

-- name: check_journal_balanced
SELECT CAST(j.id AS TEXT) AS subject FROM journal j
WHERE COALESCE((SELECT SUM(p.amount_fen) FROM posting p WHERE p.journal = j.id), 1) <> 0 ORDER BY j.id

-- name: check_fund_postings
SELECT CAST(f.id AS TEXT) AS subject FROM fund f
WHERE f.remaining_fen <> COALESCE((SELECT SUM(p.amount_fen) FROM posting p WHERE p.fund = f.id), 0) ORDER BY f.id

-- name: check_in_withdrawal
SELECT w.id AS subject FROM withdrawal w
WHERE COALESCE((SELECT SUM(p.amount_fen) FROM posting p WHERE p.withdrawal = w.id), 0)
   <> CASE WHEN w.status IN ('in_review', 'approved', 'sending', 'unknown') THEN w.amount_fen ELSE 0 END
ORDER BY w.id

-- name: check_unsubmitted_untouched
SELECT w.id AS subject FROM withdrawal w
WHERE w.status IN ('draft', 'expired', 'discarded') AND EXISTS (SELECT 1 FROM posting p WHERE p.withdrawal = w.id)
ORDER BY w.id

-- name: check_withdrawal_fund
SELECT w.id AS subject FROM withdrawal w JOIN fund f ON f.id = w.fund WHERE f.account <> w.account ORDER BY w.id

-- name: check_hold_funds
SELECT w.id AS subject FROM withdrawal w
WHERE EXISTS (SELECT 1 FROM journal j JOIN posting p ON p.journal = j.id JOIN fund f ON f.id = p.fund
              WHERE j.reference = w.id AND j.kind IN ('withdrawal', 'withdrawal_released', 'withdrawal_returned')
                AND (f.account <> w.account
                     OR (w.method = 'application' AND f.kind <> 'other')
                     OR (w.method <> 'application' AND f.id <> w.fund)))
ORDER BY w.id

-- name: check_payee_account
SELECT w.id AS subject FROM withdrawal w LEFT JOIN payee p ON p.id = w.payee
WHERE (w.payee IS NOT NULL AND p.account <> w.account)
   OR (w.submitted_at IS NOT NULL AND (w.method <> 'original') <> (p.completed_at IS NOT NULL))
ORDER BY w.id

-- name: check_paid_once
SELECT w.id AS subject FROM withdrawal w
WHERE (w.status = 'successful'
       AND (SELECT COUNT(*) FROM journal j WHERE j.reference = w.id AND j.kind = 'withdrawal_paid') <> 1)
   OR (w.status IN ('draft', 'expired', 'discarded', 'in_review', 'approved', 'sending', 'unknown', 'rejected',
                    'cancelled')
       AND EXISTS (SELECT 1 FROM journal j WHERE j.reference = w.id AND j.kind = 'withdrawal_paid'))
ORDER BY w.id

-- name: check_returned_once
SELECT w.id AS subject FROM withdrawal w
WHERE (SELECT COUNT(*) FROM journal j WHERE j.reference = w.id AND j.kind = 'withdrawal_returned')
   <> CASE WHEN w.returned_at IS NULL THEN 0 ELSE 1 END
   OR (w.status = 'failed'
       AND (SELECT COUNT(*) FROM journal j WHERE j.reference = w.id AND j.kind = 'withdrawal_paid')
        <> CASE WHEN w.returned_at IS NULL THEN 0 ELSE 1 END)
ORDER BY w.id

-- name: check_transfer_draws
SELECT t.id AS subject FROM transfer t JOIN fund f ON f.id = t.fund
WHERE COALESCE((SELECT SUM(d.amount_fen - d.returned_fen) FROM draw d
                WHERE d.purpose = 'transfer' AND d.reference = t.id), 0) < f.remaining_fen
ORDER BY t.id

-- name: check_bill_draws
SELECT b.id AS subject FROM bill b
WHERE COALESCE((SELECT SUM(d.amount_fen) FROM draw d WHERE d.purpose = 'bill' AND d.reference = b.id), 0) > b.paid_fen
ORDER BY b.id

-- name: check_bill_paid
SELECT id AS subject FROM bill WHERE paid_fen > amount_fen ORDER BY id

-- name: check_secrets_gone
SELECT CAST(id AS TEXT) AS subject FROM outbox
WHERE secret IS NOT NULL AND status NOT IN ('waiting', 'sending') ORDER BY id

-- name: check_steps_end
SELECT w.id AS subject FROM withdrawal w
WHERE (w.status NOT IN ('draft', 'expired', 'discarded')
       AND NOT EXISTS (SELECT 1 FROM transition t WHERE t.withdrawal = w.id))
   OR EXISTS (SELECT 1 FROM transition t WHERE t.withdrawal = w.id AND t.version > w.version)
   OR EXISTS (SELECT 1 FROM transition t WHERE t.withdrawal = w.id AND t.to_status <> w.status
              AND t.version = (SELECT MAX(l.version) FROM transition l WHERE l.withdrawal = w.id))
ORDER BY w.id

-- name: check_steps_chain
SELECT DISTINCT t.withdrawal AS subject FROM transition t
JOIN transition b ON b.withdrawal = t.withdrawal
 AND b.version = (SELECT MAX(e.version) FROM transition e WHERE e.withdrawal = t.withdrawal AND e.version < t.version)
WHERE b.to_status <> t.from_status
ORDER BY subject

-- name: check_test_transfers
SELECT t.id AS subject FROM transfer t
JOIN fund f ON f.id = t.fund JOIN account r ON r.id = f.account JOIN account s ON s.id = t.sender
WHERE r.is_test <> s.is_test OR r.id = s.id ORDER BY t.id

-- name: check_management
SELECT a.id AS subject FROM account a JOIN account m ON m.id = a.management_account
WHERE a.is_test <> m.is_test OR m.management_account IS NOT NULL ORDER BY a.id

-- name: check_acting
SELECT DISTINCT a.id AS subject FROM audit u JOIN account a ON a.id = u.acting_as WHERE a.is_test = 0 ORDER BY subject

-- name: check_clocks
SELECT DISTINCT a.id AS subject FROM clock_move c JOIN account a ON a.id = c.account WHERE a.is_test = 0 ORDER BY subject

-- name: check_accounts
SELECT id FROM account ORDER BY id
