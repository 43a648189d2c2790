-- People of the chat, which accounts they are linked to, and the one-time links to become so.

-- name: chat_user_by_id^
SELECT id, locale, current_account, blocked_at, created_at FROM chat_user WHERE id = :id

-- name: chat_user_add!
INSERT INTO chat_user (id, locale, created_at) VALUES (:id, :locale, :created_at) ON CONFLICT (id) DO NOTHING

-- name: chat_user_set_locale!
UPDATE chat_user SET locale = :locale WHERE id = :id

-- name: chat_user_set_blocked!
UPDATE chat_user SET blocked_at = :blocked_at WHERE id = :id

-- name: links_of
SELECT account, linked_at FROM link WHERE chat_user = :chat_user AND unlinked_at IS NULL ORDER BY linked_at, id

-- name: link_users
SELECT chat_user FROM link WHERE account = :account AND unlinked_at IS NULL ORDER BY linked_at, id

-- name: link_token_add!
INSERT INTO link_token (token_key, account, created_at, expires_at)
VALUES (:token_key, :account, :created_at, :expires_at)
