-- name: account_by_id^
SELECT id, name, kind, identity_sealed, identity_key, real_name, phone_sealed, phone_key, phone_changed_at, locale,
       management_account, is_test, standing, opened_at, reserve_due_at
FROM account WHERE id = :id

-- name: account_add!
INSERT INTO account (id, name, kind, identity_sealed, identity_key, real_name, phone_sealed, phone_key, locale,
                     management_account, is_test, opened_at)
VALUES (:id, :name, :kind, :identity_sealed, :identity_key, :real_name, :phone_sealed, :phone_key, :locale,
        :management_account, :is_test, :opened_at)

-- name: account_update!
UPDATE account SET name = :name, real_name = :real_name, phone_sealed = :phone_sealed, phone_key = :phone_key,
       phone_changed_at = :phone_changed_at, locale = :locale, management_account = :management_account,
       standing = :standing
WHERE id = :id

-- name: account_members
SELECT id FROM account WHERE management_account = :id ORDER BY id

-- name: account_set_reserve_due!
UPDATE account SET reserve_due_at = :due_at WHERE id = :id

-- name: accounts_reserve_due
SELECT id, reserve_due_at FROM account
WHERE reserve_due_at IS NOT NULL AND reserve_due_at <= :now
ORDER BY reserve_due_at, id LIMIT :most

-- name: reserve_next_due$
SELECT MIN(reserve_due_at) FROM account WHERE reserve_due_at IS NOT NULL

-- name: overdue_elsewhere
SELECT b.account AS account, b.id AS bill
FROM bill b JOIN account a ON a.id = b.account
WHERE a.identity_key = :identity_key AND a.id <> :account AND a.is_test = :is_test AND b.paid_fen < b.amount_fen
ORDER BY b.account, b.id
