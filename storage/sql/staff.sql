-- The staff among the chat's people, their roles, and the messages that show them a withdrawal.

-- name: staff_roles
SELECT role, decides_from_at FROM staff WHERE chat_user = :chat_user AND removed_at IS NULL ORDER BY role

-- name: staff_name$
SELECT name FROM staff WHERE chat_user = :chat_user ORDER BY removed_at IS NOT NULL, id DESC LIMIT 1

-- name: staff_all
SELECT chat_user, role, name, added_at, added_by, decides_from_at FROM staff WHERE removed_at IS NULL
ORDER BY name, chat_user, role

-- name: staff_others_ever$
SELECT 1 FROM staff WHERE chat_user <> :chat_user LIMIT 1

-- name: staff_named
SELECT DISTINCT name FROM staff WHERE chat_user <> :chat_user AND removed_at IS NULL ORDER BY name

-- name: staff_admins
SELECT s.chat_user AS chat_user FROM staff s JOIN chat_user c ON c.id = s.chat_user
WHERE s.role = 'admin' AND s.removed_at IS NULL ORDER BY s.chat_user

-- name: staff_add!
-- counted
INSERT INTO staff (chat_user, role, name, added_at, added_by, decides_from_at)
VALUES (:chat_user, :role, :name, :now, :who, :decides_from_at)
ON CONFLICT DO NOTHING

-- name: staff_remove!
-- counted
UPDATE staff SET removed_at = :now, removed_by = :who
WHERE chat_user = :chat_user AND removed_at IS NULL AND role = COALESCE(CAST(:role AS TEXT), role)

-- name: staff_login_person$
SELECT chat_user FROM staff_login WHERE login = :login AND removed_at IS NULL

-- name: staff_login_from$
SELECT decides_from_at FROM staff_login WHERE login = :login AND removed_at IS NULL

-- name: staff_logins
SELECT login, chat_user, decides_from_at FROM staff_login WHERE removed_at IS NULL ORDER BY login

-- name: staff_login_add!
INSERT INTO staff_login (login, chat_user, decides_from_at, added_at, added_by)
VALUES (:login, :chat_user, :decides_from_at, :now, :who)
ON CONFLICT DO NOTHING

-- name: staff_login_remove!
-- counted
UPDATE staff_login SET removed_at = :now, removed_by = :who
WHERE chat_user = :chat_user AND removed_at IS NULL AND login = COALESCE(CAST(:login AS TEXT), login)

-- name: staff_cards
SELECT chat, message_id, kind FROM staff_card
WHERE withdrawal = :withdrawal AND bot = (SELECT b.id FROM own_bot b) ORDER BY chat, message_id

-- name: staff_cards_of_chat
SELECT withdrawal, message_id FROM staff_card
WHERE chat = :chat AND kind = 'case' AND bot = (SELECT b.id FROM own_bot b) ORDER BY withdrawal, message_id

-- name: staff_cards_undecided
SELECT c.withdrawal AS withdrawal, c.message_id AS message_id
FROM staff_card c JOIN withdrawal w ON w.id = c.withdrawal
WHERE c.chat = :chat AND c.kind = 'case' AND w.status IN ('in_review', 'sending', 'unknown')
ORDER BY c.withdrawal, c.message_id

-- name: staff_card_is$
SELECT kind FROM staff_card
WHERE withdrawal = :withdrawal AND chat = :chat AND message_id = :message_id AND bot = (SELECT b.id FROM own_bot b)

-- name: staff_card_put!
INSERT INTO staff_card (withdrawal, chat, message_id, kind, bot)
VALUES (:withdrawal, :chat, :message_id, :kind, (SELECT b.id FROM own_bot b))
ON CONFLICT (withdrawal, chat, message_id) DO UPDATE SET kind = CASE WHEN staff_card.bot = excluded.bot
    THEN staff_card.kind ELSE excluded.kind END, bot = excluded.bot

-- name: staff_card_drop!
DELETE FROM staff_card WHERE chat = :chat AND message_id = :message_id
