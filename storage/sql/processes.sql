-- The process that runs the bot, and the leases of earlier ones.

-- name: process_add^
INSERT INTO process (host, pid, bot, started_at) VALUES (:host, :pid, :bot, :now) RETURNING id

-- name: process_bot$
SELECT bot FROM process ORDER BY id DESC LIMIT 1

-- name: messages_take_back!
UPDATE outbox SET status = 'waiting', due_at = :now
WHERE status = 'sending' AND due_at > :now AND (leased_by IS NULL OR leased_by < :process)

-- name: payouts_take_back!
UPDATE withdrawal SET action_at = :now
WHERE leased_by < :process AND status IN ('sending', 'unknown') AND action_at = leased_until AND action_at > :now

-- name: return_questions_take_back!
UPDATE withdrawal SET return_ask_at = :now
WHERE leased_by < :process AND return_ask_at = leased_until AND return_ask_at > :now

-- name: answers_take_back!
UPDATE channel_answer SET ask_at = :now
WHERE ask_at > :now AND EXISTS (SELECT 1 FROM withdrawal w WHERE w.id = channel_answer.withdrawal
                                                         AND w.leased_by < :process
                                                         AND w.leased_until = channel_answer.ask_at)

-- name: payout_lease!
UPDATE withdrawal SET leased_by = :process, leased_until = :until WHERE id = :id

-- Messages of the chats from before their bot was recorded.

-- name: status_cards_claim!
UPDATE status_card SET bot = :bot WHERE bot = 0

-- name: staff_cards_claim!
UPDATE staff_card SET bot = :bot WHERE bot = 0

-- name: numbers_claim!
UPDATE number_shown SET bot = :bot WHERE bot = 0

-- Another bot has update numbers of its own, and cannot edit messages that it did not send.

-- name: updates_forget_all!
DELETE FROM seen_update

-- name: edits_drop!
UPDATE outbox SET status = 'superseded', secret = NULL, ended_at = :now
WHERE status IN ('waiting', 'sending', 'blocked') AND params LIKE :editing
