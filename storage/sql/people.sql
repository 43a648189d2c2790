-- People of the chat, their linked accounts, and the one-time links that link them.

-- name: chat_user_by_id^
SELECT id, locale, current_account, blocked_at, created_at FROM chat_user WHERE id = :id

-- name: chat_user_add!
-- counted
INSERT INTO chat_user (id, locale, created_at) VALUES (:id, :locale, :created_at) ON CONFLICT (id) DO NOTHING

-- name: chat_user_set_locale!
UPDATE chat_user SET locale = :locale WHERE id = :id

-- name: chat_user_set_blocked!
UPDATE chat_user SET blocked_at = :blocked_at WHERE id = :id

-- name: links_of
SELECT account, linked_at FROM link
WHERE chat_user = :chat_user AND unlinked_at IS NULL AND suspended_at IS NULL ORDER BY linked_at, id

-- name: links_waiting
-- row: LinkRow
-- not null: proved_at
SELECT id, chat_user, account, linked_at, COALESCE(proved_at, linked_at) AS proved_at, suspended_at, unlinked_at,
       ended_why, name_sealed
FROM link WHERE chat_user = :chat_user AND unlinked_at IS NULL AND suspended_at IS NOT NULL ORDER BY linked_at, id

-- name: links_on
-- row: LinkRow
-- not null: proved_at
SELECT id, chat_user, account, linked_at, COALESCE(proved_at, linked_at) AS proved_at, suspended_at, unlinked_at,
       ended_why, name_sealed
FROM link WHERE account = :account AND unlinked_at IS NULL ORDER BY linked_at, id

-- name: link_live^
-- row: LinkRow
-- not null: proved_at
SELECT id, chat_user, account, linked_at, COALESCE(proved_at, linked_at) AS proved_at, suspended_at, unlinked_at,
       ended_why, name_sealed
FROM link WHERE chat_user = :chat_user AND account = :account AND unlinked_at IS NULL

-- name: link_by_id^
-- row: LinkRow
-- not null: proved_at
SELECT id, chat_user, account, linked_at, COALESCE(proved_at, linked_at) AS proved_at, suspended_at, unlinked_at,
       ended_why, name_sealed
FROM link WHERE id = :id

-- name: links_unnamed
SELECT id FROM link WHERE chat_user = :chat_user AND unlinked_at IS NULL AND name_sealed IS NULL ORDER BY id

-- name: chats_number$
-- always
SELECT CAST(COUNT(*) AS BIGINT) FROM link WHERE account = :account AND unlinked_at IS NULL

-- name: links_number$
-- always
SELECT CAST(COUNT(*) AS BIGINT) FROM link WHERE chat_user = :chat_user AND unlinked_at IS NULL

-- name: link_prove!
UPDATE link SET proved_at = :now, suspended_at = NULL WHERE id = :id AND unlinked_at IS NULL

-- name: link_name!
UPDATE link SET name_sealed = :name_sealed WHERE id = :id

-- name: link_removed^
SELECT id FROM link
WHERE chat_user = :chat_user AND account = :account AND unlinked_at >= :since AND ended_why IN ('code', 'not_me')
ORDER BY id DESC LIMIT 1

-- name: not_me_account$
SELECT account FROM one_time_code WHERE id = :subject AND CAST(:what AS TEXT) = 'code'
UNION ALL
SELECT account FROM link WHERE id = :subject AND CAST(:what AS TEXT) <> 'code'

-- name: not_me_add!
INSERT INTO not_me (chat_user, account, what, subject, at) VALUES (:chat_user, :account, :what, :subject, :now)

-- name: not_me_last$
SELECT MAX(at) FROM not_me WHERE chat_user = :chat_user AND account = :account AND at > :since

-- name: links_suspend!
UPDATE link SET suspended_at = :now WHERE account = :account AND unlinked_at IS NULL AND suspended_at IS NULL

-- name: link_and_acting_users
-- not null: chat_user
SELECT u.chat_user AS chat_user
FROM (SELECT 0 AS acting, linked_at AS at, id, chat_user FROM link
      WHERE account = :account AND unlinked_at IS NULL AND suspended_at IS NULL
      UNION ALL
      SELECT 1, started_at, id, chat_user FROM acting_session WHERE account = :account AND ended_at IS NULL) u
ORDER BY u.acting, u.at, u.id

-- name: link_users
SELECT chat_user FROM link
WHERE account = :account AND unlinked_at IS NULL AND suspended_at IS NULL ORDER BY linked_at, id

-- name: link_token_add^
INSERT INTO link_token (token_key, account, created_at, expires_at)
VALUES (:token_key, :account, :created_at, :expires_at) RETURNING id

-- name: link_tokens_make_room!
UPDATE link_token SET ended_at = :now WHERE id IN (
    SELECT id FROM link_token WHERE account = :account AND ended_at IS NULL AND expires_at > :now
    ORDER BY id DESC LIMIT 1000 OFFSET :most)

-- name: link_tokens_forget!
-- counted
DELETE FROM link_token WHERE id IN (
    SELECT id FROM link_token WHERE expires_at < :before ORDER BY expires_at, id LIMIT :most)

-- name: link_end!
UPDATE link SET unlinked_at = :now, ended_why = :why, ended_by = :who WHERE id = :id AND unlinked_at IS NULL

-- name: cards_under_way
SELECT w.id AS withdrawal, w.version AS version FROM status_card c JOIN withdrawal w ON w.id = c.withdrawal
WHERE c.chat_user = :chat_user AND w.account = :account
  AND w.status IN ('in_review', 'approved', 'sending', 'unknown')
ORDER BY w.id

-- name: accounts_of_phone
SELECT id FROM account WHERE phone_key = :phone_key AND is_test = 0 AND standing <> 'closed' ORDER BY opened_at, id

-- name: phone_claim_of^
-- row: PhoneClaimRow
SELECT id, chat_user, phone_key, shown_sealed, wrong_tries, locked_until, proved_until
FROM phone_claim WHERE chat_user = :chat_user AND phone_key = :phone_key

-- name: phone_claim_by_id^
-- row: PhoneClaimRow
SELECT id, chat_user, phone_key, shown_sealed, wrong_tries, locked_until, proved_until
FROM phone_claim WHERE id = :id

-- name: phone_claim_put^
-- row: PhoneClaimRow
INSERT INTO phone_claim (chat_user, phone_key, shown_sealed, asked_at)
VALUES (:chat_user, :phone_key, :shown_sealed, :now)
ON CONFLICT (chat_user, phone_key) DO UPDATE SET asked_at = excluded.asked_at
RETURNING id, chat_user, phone_key, shown_sealed, wrong_tries, locked_until, proved_until

-- name: phone_claim_tried!
UPDATE phone_claim SET wrong_tries = :wrong_tries, locked_until = :locked_until, proved_until = :proved_until
WHERE id = :id

-- name: phone_claims_unprove!
UPDATE phone_claim SET proved_until = NULL WHERE phone_key = :phone_key AND proved_until IS NOT NULL

-- name: phone_claims_forget!
DELETE FROM phone_claim WHERE id IN (
    SELECT id FROM phone_claim WHERE asked_at <= :before ORDER BY asked_at, id LIMIT :most)

-- name: phone_numbers_of
SELECT asked_at FROM phone_claim WHERE chat_user = :chat_user AND phone_key <> :but AND asked_at > :since
ORDER BY asked_at DESC

-- name: phone_sharers_of
SELECT asked_at FROM phone_claim WHERE phone_key = :phone_key AND chat_user <> :but AND asked_at > :since
ORDER BY asked_at DESC
