-- name: account_by_id^
SELECT id, name, kind, identity_key, real_name, phone_sealed, phone_key, phone_changed_at, locale, management_account,
       is_test, standing, reserve_due_at
FROM account WHERE id = :id

-- name: reachable
-- not null: via
-- null: link, since_at
-- Every account that a person reaches: the linked ones in order of linking, each before its members; and without a
-- link the test account that the person acts as.
SELECT w.via AS via, w.link AS link, w.since_at AS since_at,
       a.id AS id, a.name AS name, a.kind AS kind, a.identity_key AS identity_key, a.real_name AS real_name,
       a.phone_sealed AS phone_sealed, a.phone_key AS phone_key, a.phone_changed_at AS phone_changed_at,
       a.locale AS locale, a.management_account AS management_account, a.is_test AS is_test, a.standing AS standing,
       a.reserve_due_at AS reserve_due_at
FROM (SELECT m.id AS id, l.account AS via, l.id AS link, l.linked_at AS linked_at,
             CASE WHEN l.proved_at > l.linked_at THEN l.proved_at ELSE l.linked_at END AS since_at
      FROM link l JOIN account m ON m.id = l.account OR m.management_account = l.account
      WHERE l.chat_user = :chat_user AND l.unlinked_at IS NULL AND l.suspended_at IS NULL
      UNION ALL
      SELECT s.account, s.account, NULL, NULL, NULL FROM acting_session s
      WHERE s.chat_user = :chat_user AND s.ended_at IS NULL) w
JOIN account a ON a.id = w.id
ORDER BY w.linked_at, w.link, a.id <> w.via, a.id

-- name: ways_to
-- null: link, since_at, acting_as
-- An account and the one that manages it, each with this person's link to it, and whom the person acts as.
SELECT l.id AS link, CASE WHEN l.proved_at > l.linked_at THEN l.proved_at ELSE l.linked_at END AS since_at,
       (SELECT s.account FROM acting_session s WHERE s.chat_user = :chat_user AND s.ended_at IS NULL) AS acting_as,
       a.id AS id, a.name AS name, a.kind AS kind, a.identity_key AS identity_key, a.real_name AS real_name,
       a.phone_sealed AS phone_sealed, a.phone_key AS phone_key, a.phone_changed_at AS phone_changed_at,
       a.locale AS locale, a.management_account AS management_account, a.is_test AS is_test, a.standing AS standing,
       a.reserve_due_at AS reserve_due_at
FROM account a
LEFT JOIN link l ON l.account = a.id AND l.chat_user = :chat_user AND l.unlinked_at IS NULL AND l.suspended_at IS NULL
WHERE a.id = :account OR a.id = (SELECT o.management_account FROM account o WHERE o.id = :account)

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

-- name: overdue_elsewhere_is$
SELECT 1 FROM account a JOIN account_sum s ON s.account = a.id
WHERE a.identity_key = :identity_key AND a.id <> :account AND a.is_test = :is_test AND s.overdue_fen > 0 LIMIT 1

-- name: overdue_elsewhere
SELECT b.account AS account, b.id AS bill
FROM bill b JOIN account a ON a.id = b.account
WHERE a.identity_key = :identity_key AND a.id <> :account AND a.is_test = :is_test AND b.paid_fen < b.amount_fen
ORDER BY b.account, b.id LIMIT 50
