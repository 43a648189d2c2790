-- The second factor of staff: authenticators, the word that lets somebody enrol, and who asked for a reset.

-- name: factor_live^
-- not null: secret_sealed
SELECT id, chat_user, secret_sealed, made_at, made_by, shown_until, in_chat, message_id, proved_at, used, wrong_tries,
       locked_until, look_until, step_up, step_up_until, decides_from_at
FROM second_factor WHERE chat_user = :chat_user AND ended_at IS NULL

-- name: factor_states
SELECT chat_user, proved_at, shown_until FROM second_factor WHERE ended_at IS NULL ORDER BY chat_user

-- name: factor_last_proved^
SELECT ended_by FROM second_factor WHERE chat_user = :chat_user AND proved_at IS NOT NULL ORDER BY id DESC LIMIT 1

-- name: factor_admins
SELECT s.chat_user AS chat_user FROM staff s JOIN second_factor f ON f.chat_user = s.chat_user
WHERE s.role = 'admin' AND s.removed_at IS NULL AND f.ended_at IS NULL AND f.proved_at IS NOT NULL
ORDER BY s.chat_user

-- name: factor_add!
INSERT INTO second_factor (chat_user, secret_sealed, made_at, made_by, shown_until, in_chat, decides_from_at)
VALUES (:chat_user, :secret_sealed, :now, :who, :shown_until, :in_chat, :decides_from_at)

-- name: factor_message!
UPDATE second_factor SET message_id = :message_id WHERE id = :id

-- name: factor_wrong!
UPDATE second_factor SET wrong_tries = :wrong_tries, locked_until = :locked_until WHERE id = :id

-- name: factor_right!
UPDATE second_factor SET used = :used, wrong_tries = 0, locked_until = NULL, proved_at = COALESCE(proved_at, :now),
       message_id = NULL, look_until = :look_until, step_up = :step_up, step_up_until = :step_up_until
WHERE id = :id

-- name: factor_step_up_spend!
UPDATE second_factor SET step_up = NULL, step_up_until = NULL WHERE id = :id

-- name: factor_look_end!
UPDATE second_factor SET look_until = NULL, step_up = NULL, step_up_until = NULL WHERE id = :id

-- name: factor_end!
UPDATE second_factor SET secret_sealed = NULL, message_id = NULL, look_until = NULL, step_up = NULL,
       step_up_until = NULL, ended_at = :now, ended_by = :who
WHERE id = :id AND ended_at IS NULL

-- name: factor_due
SELECT id, chat_user, proved_at, message_id, look_until, shown_until FROM second_factor
WHERE (look_until IS NOT NULL AND (look_until <= :now OR look_until > :latest))
   OR (message_id IS NOT NULL AND shown_until <= :now)
ORDER BY id LIMIT :most

-- name: next_factor$
SELECT MIN(due_at) AS due_at FROM (
    SELECT MIN(look_until) AS due_at FROM second_factor WHERE look_until IS NOT NULL
    UNION ALL
    SELECT MIN(shown_until) AS due_at FROM second_factor WHERE message_id IS NOT NULL) AS due

-- name: factor_word^
SELECT word_key, expires_at, wrong_tries FROM factor_word WHERE chat_user = :chat_user

-- name: factor_word_put!
INSERT INTO factor_word (chat_user, word_key, made_at, made_by, expires_at)
VALUES (:chat_user, :word_key, :now, :who, :expires_at)
ON CONFLICT (chat_user) DO UPDATE SET word_key = excluded.word_key, made_at = excluded.made_at,
    made_by = excluded.made_by, expires_at = excluded.expires_at, wrong_tries = 0

-- name: factor_word_wrong!
UPDATE factor_word SET wrong_tries = wrong_tries + 1 WHERE chat_user = :chat_user

-- name: factor_word_drop!
DELETE FROM factor_word WHERE chat_user = :chat_user

-- name: factor_reset_ask!
INSERT INTO factor_reset (chat_user, asked_by, asked_at) VALUES (:chat_user, :who, :now)
ON CONFLICT (chat_user, asked_by) DO UPDATE SET asked_at = excluded.asked_at

-- name: factor_reset_others
SELECT asked_by FROM factor_reset WHERE chat_user = :chat_user AND asked_by <> :who AND asked_at > :since
ORDER BY asked_by

-- name: factor_reset_clear!
DELETE FROM factor_reset WHERE chat_user = :chat_user
