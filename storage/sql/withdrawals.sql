-- name: withdrawal_by_id^
SELECT id, account, via_account, chat_user, fund, amount_fen, method, status, version, created_at, updated_at,
       expires_at, submitted_at, approved_at, promise_at, sent_at, ended_at, flags, reason_code, reason_text,
       action_at, action_count, channel_reference, late_at, returned_at, return_reference, stuck_at, return_ask_at,
       reason, note_sealed, payee, retried_from, claimed_by, claimed_at, asked_again AS asked_again_at, approve_from_at
FROM withdrawal WHERE id = :id

-- name: withdrawal_account$
SELECT account FROM withdrawal WHERE id = :id

-- name: withdrawal_draft$
SELECT id FROM withdrawal WHERE chat_user = :chat_user AND account = :account AND status = 'draft'

-- name: withdrawals_through
-- not null: id, account
SELECT id, account FROM withdrawal WHERE account = :account AND status IN ('in_review', 'approved')
UNION
SELECT id, account FROM withdrawal WHERE via_account = :account AND status IN ('in_review', 'approved') ORDER BY id

-- name: withdrawal_add^
-- No row when the id is taken, or when this person has begun so many here since then.
INSERT INTO withdrawal (id, account, via_account, chat_user, fund, status, created_at, updated_at, expires_at)
SELECT :id, :account, :via_account, CAST(:chat_user AS BIGINT), CAST(:fund AS BIGINT), 'draft', CAST(:now AS BIGINT),
       CAST(:now AS BIGINT), CAST(:expires_at AS BIGINT)
WHERE (SELECT COUNT(*) FROM withdrawal d
       WHERE d.chat_user = :chat_user AND d.account = :account AND d.created_at > :since) < :most
ON CONFLICT DO NOTHING RETURNING id

-- name: drafts_begun
SELECT created_at FROM withdrawal WHERE chat_user = :chat_user AND account = :account AND created_at > :since
ORDER BY created_at DESC LIMIT :most

-- name: withdrawal_save!
-- counted
UPDATE withdrawal SET via_account = :via_account, fund = :fund, amount_fen = :amount_fen, method = :method,
       status = :status, version = version + 1, updated_at = :now, expires_at = :expires_at,
       submitted_at = :submitted_at, approved_at = :approved_at, promise_at = :promise_at, sent_at = :sent_at,
       ended_at = :ended_at, flags = :flags, reason_code = :reason_code, reason_text = :reason_text,
       action_at = :action_at, action_count = :action_count, channel_reference = :channel_reference,
       late_at = :late_at, returned_at = :returned_at, return_reference = :return_reference, stuck_at = :stuck_at,
       return_ask_at = :return_ask_at, reason = :reason, note_sealed = :note_sealed, payee = :payee,
       retried_from = :retried_from, claimed_by = :claimed_by, claimed_at = :claimed_at, asked_again = :asked_again_at,
       approve_from_at = :approve_from_at
WHERE id = :id AND status = :old_status AND version = :old_version

-- name: withdrawal_wait!
UPDATE withdrawal SET action_at = :action_at, action_count = action_count + 1
WHERE id = :id AND status = :status

-- name: withdrawal_ask_now!
UPDATE withdrawal SET action_at = :now WHERE id = :id AND status = 'unknown' AND action_at > :now

-- name: payout_due$
SELECT id FROM withdrawal WHERE status = 'approved' AND action_at <= :now ORDER BY action_at, id LIMIT 1

-- name: payout_question_due$
SELECT id FROM withdrawal WHERE status IN ('sending', 'unknown') AND action_at <= :now ORDER BY action_at, id LIMIT 1

-- name: return_due$
SELECT id FROM withdrawal WHERE return_ask_at IS NOT NULL AND return_ask_at <= :now ORDER BY return_ask_at, id LIMIT 1

-- name: return_wait!
UPDATE withdrawal SET return_ask_at = :ask_at WHERE id = :id AND status = 'successful'

-- Records, newest first. A page begins with the withdrawal of that moment and id.

-- name: records_from
-- not null: amount_fen, method, submitted_at
-- null: kind, bank, number_masked
SELECT w.id AS id, w.status AS status, w.amount_fen AS amount_fen, w.method AS method, w.submitted_at AS submitted_at,
       p.kind AS kind, p.bank AS bank, p.number_masked AS number_masked
FROM withdrawal w LEFT JOIN payee p ON p.id = w.payee
WHERE w.account = :account AND (w.submitted_at, w.id) <= (:at, :withdrawal)
ORDER BY w.submitted_at DESC, w.id DESC LIMIT :most

-- name: records_before
-- Only where they begin, nearest first.
SELECT id FROM withdrawal WHERE account = :account AND (submitted_at, id) > (:at, :withdrawal)
ORDER BY submitted_at, id LIMIT :most

-- name: withdrawals_recent^
-- always
-- not null: number, sum_fen
SELECT CAST(COUNT(*) AS BIGINT) AS number, CAST(COALESCE(SUM(amount_fen), 0) AS BIGINT) AS sum_fen FROM withdrawal
WHERE account = :account AND submitted_at > :since AND id <> :but
  AND status NOT IN ('failed', 'rejected', 'cancelled')

-- name: transition_add!
INSERT INTO transition (withdrawal, at, from_status, to_status, version, who)
VALUES (:withdrawal, :at, :from_status, :to_status, :version, :who)

-- name: transitions_of
SELECT at, to_status FROM transition WHERE withdrawal = :withdrawal ORDER BY version

-- name: approvals_count$
-- always
SELECT CAST(COUNT(*) AS BIGINT) FROM approval WHERE withdrawal = :withdrawal AND what = :what

-- name: approval_add!
-- counted
INSERT INTO approval (withdrawal, what, reviewer, document, at)
VALUES (:withdrawal, :what, :reviewer, :document, :at) ON CONFLICT (withdrawal, what, reviewer) DO NOTHING

-- name: approvals_clear!
DELETE FROM approval WHERE withdrawal = :withdrawal AND what = 'approve'

-- name: approvals_unsay!
DELETE FROM approval WHERE withdrawal = :withdrawal AND reviewer = :reviewer AND what <> 'approve'

-- name: approvals_undecided
-- not null: withdrawal
SELECT a.withdrawal AS withdrawal FROM approval a
WHERE a.withdrawal IN (SELECT id FROM withdrawal WHERE status = 'in_review')
  AND a.reviewer = :reviewer AND a.what = 'approve'
UNION
SELECT a.withdrawal AS withdrawal FROM approval a
WHERE a.withdrawal IN (SELECT id FROM withdrawal WHERE status IN ('sending', 'unknown'))
  AND a.reviewer = :reviewer AND a.what <> 'approve'
ORDER BY withdrawal

-- name: approvals_drop!
DELETE FROM approval WHERE withdrawal = :withdrawal AND reviewer = :reviewer AND what = 'approve'

-- name: card_note!
INSERT INTO status_card (withdrawal, chat_user, message_id, bot)
VALUES (:withdrawal, :chat_user, :message_id, (SELECT b.id FROM own_bot b))
ON CONFLICT (withdrawal, chat_user) DO UPDATE SET message_id = excluded.message_id, bot = excluded.bot

-- name: link_token_by_key^
-- row: LinkTokenRow
SELECT id, account, expires_at, claimed_by, ended_at FROM link_token WHERE token_key = :token_key

-- name: link_token_by_id^
-- row: LinkTokenRow
SELECT id, account, expires_at, claimed_by, ended_at FROM link_token WHERE id = :id

-- name: link_token_claim!
UPDATE link_token SET claimed_by = :chat_user WHERE id = :id

-- name: link_token_end!
UPDATE link_token SET ended_at = :now WHERE id = :id

-- name: link_add!
INSERT INTO link (chat_user, account, linked_at, proved_at) VALUES (:chat_user, :account, :now, :now)
ON CONFLICT DO NOTHING

-- name: chat_user_choose!
UPDATE chat_user SET current_account = :account WHERE id = :id
