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

-- name: code_now^
-- always
-- null: id, binding, code_key, expires_at, wrong_tries, accepted_at, text_status, text_failures, locked_until_at
-- The live code of a subject with its text message, if there is one, and the lock of the person who may type it.
SELECT c.id AS id, c.binding AS binding, c.code_key AS code_key, c.expires_at AS expires_at,
       c.wrong_tries AS wrong_tries, c.accepted_at AS accepted_at, o.status AS text_status,
       o.failures AS text_failures,
       (SELECT MAX(t.until_at) FROM code_try t WHERE t.account = :account AND t.chat_user = :chat_user
        AND t.linking = :linking AND t.at > :since) AS locked_until_at
FROM (SELECT 1 AS one) x
LEFT JOIN one_time_code c ON c.scope = :scope AND c.subject = :subject AND c.ended_at IS NULL
LEFT JOIN outbox o ON o.event_key = 'code:' || CAST(c.id AS TEXT) AND o.kind = 'sms'

-- name: code_lock$
SELECT MAX(until_at) AS until_at FROM code_try
WHERE account = :account AND chat_user = :chat_user AND linking = :linking AND at > :since

-- name: code_asked^
SELECT id, scope, subject, account, chat_user, created_at FROM one_time_code WHERE id = :id

-- name: code_add^
INSERT INTO one_time_code (scope, subject, account, chat_user, phone_key, binding, code_key, created_at, expires_at)
VALUES (:scope, :subject, :account, :chat_user, :phone_key, :binding, :code_key, :now, :expires_at) RETURNING id

-- name: code_wrong!
UPDATE one_time_code SET wrong_tries = wrong_tries + 1 WHERE id = :id

-- name: code_accept!
UPDATE one_time_code SET accepted_at = :now WHERE id = :id

-- name: code_end_live^
-- null: message
-- The ended code, and its text message if it is still to be sent.
UPDATE one_time_code SET ended_at = :now, ended_why = :why
WHERE scope = :scope AND subject = :subject AND ended_at IS NULL
RETURNING id, (SELECT o.id FROM outbox o WHERE o.event_key = 'code:' || CAST(one_time_code.id AS TEXT)
               AND o.status IN ('waiting', 'sending')) AS message

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

-- name: codes_of_phone
-- null: created_at, chat_user
-- not null: proves
-- The codes of a phone, newest last; and without a moment everybody who is linked to an account with it.
SELECT c.created_at AS created_at, c.chat_user AS chat_user,
       CASE WHEN c.scope = 'link' AND SUBSTR(c.subject, 1, 6) = 'prove:' THEN 1 ELSE 0 END AS proves
FROM one_time_code c JOIN account a ON a.id = c.account
WHERE c.phone_key = :phone_key AND c.created_at > :since AND a.is_test = :is_test
UNION ALL
SELECT NULL, l.chat_user, 0 FROM link l JOIN account a ON a.id = l.account
WHERE a.phone_key = :phone_key AND a.is_test = :is_test AND l.unlinked_at IS NULL
ORDER BY created_at

-- name: link_tokens_end!
UPDATE link_token SET ended_at = :now WHERE account = :account AND ended_at IS NULL

-- name: code_last_sent$
SELECT MAX(created_at) FROM one_time_code
WHERE phone_key = :phone_key AND created_at > :since AND scope = :scope AND subject = :subject
