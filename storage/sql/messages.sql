-- name: outbox_add!
INSERT INTO outbox (event_key, recipient, kind, chat_user, account, template, params, secret, due_at, expires_at,
                    created_at)
VALUES (:event_key, :recipient, :kind, :chat_user, :account, :template, :params, :secret, :now, :expires_at, :now)
ON CONFLICT (event_key, recipient) DO NOTHING

-- name: outbox_drop!
UPDATE outbox SET status = :status, secret = NULL, ended_at = :now
WHERE event_key = :event_key AND status IN ('waiting', 'sending')

-- name: update_seen^
INSERT INTO seen_update (update_id, at) VALUES (:update_id, :at) ON CONFLICT (update_id) DO NOTHING
RETURNING update_id

-- name: audit_add!
INSERT INTO audit (at, who, acting_as, use_case, account, subject, outcome, update_id, by_staff, session, ticket,
                   reason_sealed, refused, amount_fen, version, detail)
VALUES (:at, :who, :acting_as, :use_case, :account, :subject, :outcome, :update_id, :by_staff, :session, :ticket,
        :reason_sealed, :refused, :amount_fen, :version, :detail)

-- name: number_shown_put!
INSERT INTO number_shown (chat_user, message_id, withdrawal, bot)
VALUES (:chat_user, :message_id, :withdrawal, (SELECT b.id FROM own_bot b))
ON CONFLICT (chat_user, message_id) DO UPDATE SET withdrawal = excluded.withdrawal, bot = excluded.bot

-- name: numbers_shown_in
SELECT message_id, withdrawal FROM number_shown
WHERE chat_user = :chat_user AND bot = (SELECT b.id FROM own_bot b) ORDER BY message_id

-- name: numbers_shown_of
SELECT chat_user, message_id FROM number_shown
WHERE withdrawal = :withdrawal AND bot = (SELECT b.id FROM own_bot b) ORDER BY chat_user, message_id

-- name: number_shown_drop!
DELETE FROM number_shown WHERE chat_user = :chat_user AND message_id = :message_id
