-- The messages on their way: leased, finished, kept for those who blocked the bot.

-- name: outbox_expire_due!
UPDATE outbox SET status = 'expired', secret = NULL, ended_at = :now
WHERE status IN ('waiting', 'sending') AND expires_at IS NOT NULL AND expires_at <= :now

-- name: outbox_cards_after
SELECT params FROM outbox WHERE chat_user = :chat_user AND status = 'waiting' AND kind = 'card' AND id > :id ORDER BY id

-- name: outbox_due
-- null: is_test
-- row: MessageRow
SELECT o.id AS id, o.kind AS kind, o.chat_user AS chat_user, o.account AS account, o.template AS template,
       o.params AS params, o.secret AS secret, o.event_key AS event_key, o.lease AS lease, o.created_at AS created_at,
       o.failures AS failures, o.unsure AS unsure,
       (SELECT a.is_test FROM account a WHERE a.id = o.account) AS is_test
FROM outbox o
WHERE o.status IN ('waiting', 'sending') AND o.due_at <= :now
  AND NOT EXISTS (SELECT 1 FROM outbox e WHERE e.chat_user = o.chat_user AND e.status IN ('waiting', 'sending')
                                           AND e.id < o.id AND e.failures = 0)
  AND (o.kind <> 'staff'
       OR NOT EXISTS (SELECT 1 FROM outbox s WHERE s.kind = 'staff' AND s.status IN ('waiting', 'sending')
                                               AND s.id < o.id AND s.failures < 3))
ORDER BY o.due_at, o.id LIMIT :most

-- name: outbox_lease!
UPDATE outbox SET status = 'sending', lease = lease + 1, attempts = attempts + 1, due_at = :until,
                  leased_by = :process
WHERE id = :id

-- name: outbox_leased^
-- row: MessageRow
-- null: is_test
SELECT id, kind, chat_user, account, template, params, secret, event_key, lease, created_at, failures, unsure,
       (SELECT a.is_test FROM account a WHERE a.id = outbox.account) AS is_test
FROM outbox
WHERE id = :id AND lease = :lease AND status = 'sending'

-- name: outbox_end!
UPDATE outbox SET status = :status, secret = NULL, ended_at = :now WHERE id = :id

-- name: outbox_retry!
UPDATE outbox SET status = 'waiting', due_at = :due_at WHERE id = :id

-- name: outbox_keep!
UPDATE outbox SET status = 'waiting', due_at = :due_at, failures = :failures WHERE id = :id

-- name: outbox_block_chat!
UPDATE outbox SET status = 'blocked', secret = NULL
WHERE chat_user = :chat_user AND status IN ('waiting', 'sending')

-- name: outbox_revive_chat!
-- counted
UPDATE outbox SET status = 'waiting', due_at = :now WHERE chat_user = :chat_user AND status = 'blocked'

-- name: outbox_staff_head^
SELECT due_at, status FROM outbox WHERE kind = 'staff' AND status IN ('waiting', 'sending') AND failures < 3
ORDER BY id LIMIT 1

-- name: outbox_staff_rest!
-- Both conditions on the status: the first one fits the index.
UPDATE outbox SET due_at = :due_at
WHERE kind = 'staff' AND status IN ('waiting', 'sending') AND status = 'waiting' AND due_at < :due_at AND failures < 3

-- name: outbox_drop_later!
UPDATE outbox SET status = 'superseded', ended_at = :now
WHERE chat_user = :chat_user AND status = 'waiting' AND template = 'later' AND event_key <> :but

-- name: outbox_card_message$
SELECT message_id FROM status_card
WHERE withdrawal = :withdrawal AND chat_user = :chat_user AND bot = (SELECT b.id FROM own_bot b)

-- name: outbox_card_put!
INSERT INTO status_card (withdrawal, chat_user, message_id, bot)
VALUES (:withdrawal, :chat_user, :message_id, (SELECT b.id FROM own_bot b))
ON CONFLICT (withdrawal, chat_user) DO UPDATE SET message_id = excluded.message_id, bot = excluded.bot

-- name: test_inbox_add!
INSERT INTO test_inbox (account, text_sealed, at) VALUES (:account, :text_sealed, :at)

-- name: test_inbox_make_room!
DELETE FROM test_inbox WHERE id IN (
    SELECT id FROM test_inbox WHERE account = :account ORDER BY id DESC LIMIT 1000 OFFSET :most)

-- name: outbox_make_room!
-- counted
-- Of the messages that a closed chat waits for, the oldest that say how a withdrawal stands, which Records show too.
UPDATE outbox SET status = 'superseded', ended_at = :now WHERE id IN (
    SELECT id FROM outbox
    WHERE chat_user = :chat_user AND status = 'blocked'
      AND template IN ('withdrawal', 'member_withdrawal', 'asked_again', 'draft_expired', 'reserve_free', 'later')
    ORDER BY id DESC LIMIT 1000 OFFSET :most)

-- name: outbox_room_told$
SELECT id FROM outbox
WHERE chat_user = :chat_user AND template = 'made_room' AND status IN ('waiting', 'sending', 'blocked') LIMIT 1
