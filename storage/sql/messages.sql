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
