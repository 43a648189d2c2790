-- Hand-overs to the payout channel, by number (rules 6).

-- name: handover_last$
SELECT CAST(COALESCE(MAX(n), 0) AS BIGINT) FROM handover

-- name: handover_of$
SELECT n FROM handover WHERE withdrawal = :withdrawal

-- name: handover_add!
INSERT INTO handover (n, withdrawal, at) VALUES (:n, :withdrawal, :now)

-- name: admins_in_chat
SELECT DISTINCT s.chat_user AS chat_user FROM staff s JOIN chat_user c ON c.id = s.chat_user
WHERE s.role = 'admin' AND s.removed_at IS NULL ORDER BY s.chat_user
