-- Payee accounts: filled in while a draft lives, fixed once complete, offered again once used.

-- name: payee_by_id^
SELECT id, account, kind, number_sealed, number_key, number_masked, name_sealed, name_key, name_differs, bank, province,
       city, branch, bank_code, by_hand, created_at, created_by, completed_at
FROM payee WHERE id = :id

-- name: payee_add^
INSERT INTO payee (account, kind, number_sealed, number_key, number_masked, name_sealed, name_key, name_differs, bank,
                   province, city, branch, bank_code, by_hand, created_at, created_by, completed_at)
VALUES (:account, :kind, :number_sealed, :number_key, :number_masked, :name_sealed, :name_key, :name_differs, :bank,
        :province, :city, :branch, :bank_code, :by_hand, :created_at, :created_by, :completed_at)
RETURNING id

-- name: payee_save!
-- counted
UPDATE payee SET kind = :kind, number_sealed = :number_sealed, number_key = :number_key,
       number_masked = :number_masked, name_sealed = :name_sealed, name_key = :name_key, name_differs = :name_differs,
       bank = :bank, province = :province, city = :city, branch = :branch, bank_code = :bank_code, by_hand = :by_hand,
       completed_at = :completed_at
WHERE id = :id AND completed_at IS NULL

-- name: payee_drop!
-- One that no withdrawal names: nothing was ever signed, reviewed or paid with it.
DELETE FROM payee WHERE id = :id AND NOT EXISTS (SELECT 1 FROM withdrawal w WHERE w.payee = payee.id)

-- name: payees_used
-- not null: payee
-- Of the last so many withdrawals to a payee, newest first; one payee may come several times.
SELECT w.payee AS payee FROM withdrawal w
WHERE w.account = :account AND w.payee IS NOT NULL AND w.submitted_at IS NOT NULL
ORDER BY w.submitted_at DESC, w.id DESC LIMIT :most

-- name: payees_paid^
-- always
-- not null: this_one, others
-- null: :number_key
-- Whether the account ever paid this number, and whether it ever paid any payee.
SELECT CASE WHEN EXISTS (SELECT 1 FROM payee p JOIN withdrawal w ON w.payee = p.id
                         WHERE p.number_key = :number_key AND w.account = :account AND w.status = 'successful')
            THEN 1 ELSE 0 END AS this_one,
       CASE WHEN EXISTS (SELECT 1 FROM withdrawal WHERE account = :account AND status = 'successful'
                         AND payee IS NOT NULL AND submitted_at IS NOT NULL)
            THEN 1 ELSE 0 END AS others

-- name: withdrawals_beside$
-- null: :number_key
-- always
SELECT CAST(COALESCE(SUM(amount_fen), 0) AS BIGINT) FROM withdrawal
WHERE id IN (
    SELECT w.id FROM account a JOIN withdrawal w ON w.account = a.id
    WHERE a.identity_key = :identity_key AND a.is_test = :is_test AND w.submitted_at > :since
    UNION
    SELECT w.id FROM payee p JOIN withdrawal w ON w.payee = p.id JOIN account a ON a.id = w.account
    WHERE p.number_key = :number_key AND a.is_test = :is_test AND w.submitted_at > :since)
  AND submitted_at > :since AND id <> :but AND status NOT IN ('failed', 'rejected', 'cancelled')
