-- name: codes_sent
-- A test account with a customer's phone uses nothing up (rules 8).
SELECT c.created_at AS created_at FROM one_time_code c JOIN account a ON a.id = c.account
WHERE c.phone_key = :phone_key AND c.created_at > :since AND a.is_test = :is_test
ORDER BY c.created_at DESC

-- name: codes_for_claims_on_phone
SELECT created_at FROM one_time_code WHERE phone_key = :phone_key AND created_at > :since AND scope = 'phone'
ORDER BY created_at DESC

-- name: codes_for_claims_of
SELECT c.created_at AS created_at FROM phone_claim p
JOIN one_time_code c ON c.phone_key = p.phone_key AND c.scope = 'phone' AND c.subject = CAST(p.id AS TEXT)
WHERE p.chat_user = :chat_user AND c.created_at > :since
ORDER BY c.created_at DESC

-- name: codes_live_on_phone
SELECT id FROM one_time_code WHERE phone_key = :phone_key AND scope = 'phone' AND ended_at IS NULL ORDER BY id

-- name: code_issued^
-- always
-- Of a subject that has a live code, one that was just sent or typed.
SELECT id, binding FROM one_time_code WHERE scope = :scope AND subject = :subject AND ended_at IS NULL

-- name: code_live^
SELECT id, account, chat_user, phone_key, binding, code_key, created_at, expires_at, wrong_tries, accepted_at
FROM one_time_code WHERE scope = :scope AND subject = :subject AND ended_at IS NULL

-- name: code_asked^
SELECT id, scope, subject, account, chat_user, created_at FROM one_time_code WHERE id = :id

-- name: code_add^
INSERT INTO one_time_code (scope, subject, account, chat_user, phone_key, binding, code_key, created_at, expires_at)
VALUES (:scope, :subject, :account, :chat_user, :phone_key, :binding, :code_key, :now, :expires_at) RETURNING id

-- name: code_wrong!
UPDATE one_time_code SET wrong_tries = wrong_tries + 1 WHERE id = :id

-- name: code_accept!
UPDATE one_time_code SET accepted_at = :now WHERE id = :id

-- name: code_end!
UPDATE one_time_code SET ended_at = :now, ended_why = :why WHERE id = :id AND ended_at IS NULL

-- name: codes_live_of_account
SELECT id FROM one_time_code WHERE account = :account AND ended_at IS NULL ORDER BY id

-- name: code_tries
SELECT what, at, until_at FROM code_try
WHERE account = :account AND chat_user = :chat_user AND linking = :linking AND at > :since ORDER BY id DESC

-- name: code_try_add!
INSERT INTO code_try (account, chat_user, linking, what, at, until_at)
VALUES (:account, :chat_user, :linking, :what, :now, :until_at)

-- name: code_tries_forget!
-- counted
DELETE FROM code_try WHERE id IN (SELECT id FROM code_try WHERE at < :before ORDER BY at, id LIMIT :most)

-- name: codes_sent_to
-- not null: proves
SELECT c.created_at AS created_at, c.chat_user AS chat_user,
       CASE WHEN c.scope = 'link' AND SUBSTR(c.subject, 1, 6) = 'prove:' THEN 1 ELSE 0 END AS proves
FROM one_time_code c JOIN account a ON a.id = c.account
WHERE c.phone_key = :phone_key AND c.created_at > :since AND a.is_test = :is_test
ORDER BY c.created_at DESC

-- name: link_tokens_end!
UPDATE link_token SET ended_at = :now WHERE account = :account AND ended_at IS NULL

-- name: code_last_sent$
SELECT MAX(created_at) FROM one_time_code WHERE scope = :scope AND subject = :subject AND phone_key = :phone_key
