-- Hand-overs to the payout channel, by number (rules 6).

-- name: handovers^
-- always
-- null: :withdrawal, known
-- not null: last
SELECT m.value AS database, (SELECT h.n FROM handover h WHERE h.withdrawal = :withdrawal) AS known,
       (SELECT CAST(COALESCE(MAX(l.n), 0) AS BIGINT) FROM handover l) AS last
FROM meta m WHERE m.name = :fact

-- name: handover_add!
INSERT INTO handover (n, withdrawal, at) VALUES (:n, :withdrawal, :now)

-- name: admins_in_chat
SELECT DISTINCT s.chat_user AS chat_user FROM staff s JOIN chat_user c ON c.id = s.chat_user
WHERE s.role = 'admin' AND s.removed_at IS NULL ORDER BY s.chat_user

-- name: top_up_fund^
SELECT t.fund AS fund, f.account AS account, f.remaining_fen AS remaining_fen
FROM top_up t JOIN fund f ON f.id = t.fund WHERE t.order_id = :order_id

-- name: newest_chat_of$
SELECT l.chat_user FROM link l JOIN account a ON a.id = :account
WHERE l.account = a.id OR l.account = a.management_account
ORDER BY l.unlinked_at IS NOT NULL, l.account <> a.id, l.id DESC LIMIT 1

-- name: chat_user_nobody!
INSERT INTO chat_user (id, created_at, blocked_at) VALUES (:id, :now, :now) ON CONFLICT DO NOTHING

-- name: withdrawal_found_add!
INSERT INTO withdrawal (id, account, via_account, chat_user, fund, amount_fen, method, status, created_at, updated_at,
                        submitted_at, approved_at, sent_at, action_at, stuck_at, flags)
VALUES (:id, :account, :account, :chat_user, :fund, :amount_fen, :method, 'sending', :at, :now,
        :at, :at, :now, :now, :stuck_at, :flags)

-- name: missing_payout_by_id^
SELECT id, account, order_id, amount_fen, currency, method, why, channel_said, channel_at, stop, ended_at
FROM missing_payout WHERE id = :id

-- name: missing_payout_put!
INSERT INTO missing_payout (id, account, order_id, amount_fen, currency, method, why, channel_said, channel_at, found_at,
                            stop, ended_at, ended_how)
VALUES (:id, :account, :order_id, :amount_fen, :currency, :method, :why, :said, :channel_at, :now, :stop, :ended_at, :how)
ON CONFLICT (id) DO UPDATE SET why = excluded.why, channel_said = excluded.channel_said, stop = excluded.stop,
    ended_at = excluded.ended_at, ended_how = excluded.ended_how

-- name: missing_payout_end!
UPDATE missing_payout SET ended_at = :now, ended_how = :how WHERE id = :id

-- name: missing_payouts_open
SELECT id, account, order_id, amount_fen, currency, why, channel_said, channel_at FROM missing_payout
WHERE ended_at IS NULL ORDER BY found_at, id

-- name: operator_word_add!
INSERT INTO operator_word (subject, who, document, at) VALUES (:subject, :who, :document, :now)
ON CONFLICT (subject, who) DO NOTHING

-- name: operator_words_drop!
DELETE FROM operator_word WHERE who = :who AND NOT EXISTS (
    SELECT 1 FROM missing_payout m WHERE m.ended_at IS NOT NULL
    AND SUBSTR(operator_word.subject, 1, LENGTH('payout:' || m.id || ':')) = 'payout:' || m.id || ':')

-- name: operator_words$
-- always
SELECT CAST(COUNT(*) AS BIGINT) FROM operator_word WHERE subject = :subject

-- name: books_state^
-- always
-- null: last_at
-- not null: accounts
SELECT (SELECT CAST(COUNT(*) AS BIGINT) FROM account) AS accounts, (SELECT MAX(received_at) FROM event) AS last_at
