-- Cases for reviewers: the queue, claims, decisions, conflicts of interest, and prepared decisions.

-- name: queue_review
-- not null: amount_fen, method, submitted_at
-- row: QueueRow
SELECT w.id AS id, w.account AS account, w.via_account AS via_account, w.chat_user AS chat_user,
       w.amount_fen AS amount_fen, w.method AS method, w.status AS status, w.submitted_at AS submitted_at,
       w.promise_at AS promise_at, w.sent_at AS sent_at, w.flags AS flags, w.claimed_by AS claimed_by,
       w.claimed_at AS claimed_at, w.asked_again AS asked_again_at, w.late_at AS late_at, a.is_test AS is_test
FROM withdrawal w JOIN account a ON a.id = w.account
WHERE w.status = 'in_review' AND a.is_test = :is_test ORDER BY w.submitted_at, w.id LIMIT :most

-- name: queue_stuck
-- not null: amount_fen, method, submitted_at
-- row: QueueRow
SELECT w.id AS id, w.account AS account, w.via_account AS via_account, w.chat_user AS chat_user,
       w.amount_fen AS amount_fen, w.method AS method, w.status AS status, w.submitted_at AS submitted_at,
       w.promise_at AS promise_at, w.sent_at AS sent_at, w.flags AS flags, w.claimed_by AS claimed_by,
       w.claimed_at AS claimed_at, w.asked_again AS asked_again_at, w.late_at AS late_at, a.is_test AS is_test
FROM withdrawal w JOIN account a ON a.id = w.account
WHERE w.status IN ('sending', 'unknown') AND w.action_at IS NOT NULL AND w.stuck_at IS NULL
  AND a.is_test = :is_test
ORDER BY w.sent_at, w.id LIMIT :most

-- name: queue_sum^
-- always
-- null: oldest_at
-- not null: number, sum_fen
SELECT CAST(COUNT(*) AS BIGINT) AS number, CAST(COALESCE(SUM(w.amount_fen), 0) AS BIGINT) AS sum_fen,
       MIN(w.submitted_at) AS oldest_at
FROM withdrawal w JOIN account a ON a.id = w.account
WHERE w.status = 'in_review' AND a.is_test = 0

-- name: decided_since
-- not null: number
SELECT t.to_status AS to_status, CAST(COUNT(*) AS BIGINT) AS number
FROM transition t JOIN withdrawal w ON w.id = t.withdrawal JOIN account a ON a.id = w.account
WHERE t.at > :since AND t.from_status = 'in_review' AND t.to_status IN ('approved', 'rejected', 'cancelled')
  AND a.is_test = 0
GROUP BY t.to_status ORDER BY t.to_status

-- name: case_claim!
-- counted
UPDATE withdrawal SET claimed_by = :who, claimed_at = :now
WHERE id = :id AND (claimed_by IS NULL OR claimed_by = :who OR claimed_at <= :lapsed)

-- name: case_release!
UPDATE withdrawal SET claimed_by = NULL, claimed_at = NULL WHERE id = :id AND claimed_by = :who

-- name: approvals_of
SELECT what, reviewer, document, at FROM approval WHERE withdrawal = :withdrawal ORDER BY at, reviewer

-- name: decision_of^
-- row: LastStepRow
SELECT to_status, who, at FROM transition WHERE withdrawal = :withdrawal AND from_status = 'in_review'
ORDER BY version DESC LIMIT 1

-- name: last_step_of^
-- row: LastStepRow
SELECT to_status, who, at FROM transition WHERE withdrawal = :withdrawal ORDER BY version DESC LIMIT 1

-- name: document_of^
SELECT d.id AS id, l.kind AS kind, d.media_type AS media_type, d.signed AS signed,
       d.deleting_at AS deleting_at, l.removed_at AS removed_at
FROM withdrawal_document l JOIN document d ON d.id = l.document
WHERE l.withdrawal = :withdrawal AND l.document = :document

-- name: document_judge!
UPDATE withdrawal_document SET verdict = :verdict, verdict_code = :code, verdict_note = :note, verdict_by = :who,
       verdict_at = :now
WHERE withdrawal = :withdrawal AND document = :document

-- name: prepared_of^
SELECT what, code, papers AS faults, text_sealed FROM prepared WHERE withdrawal = :withdrawal AND reviewer = :reviewer

-- name: prepared_put!
INSERT INTO prepared (withdrawal, reviewer, what, code, papers, text_sealed, at)
VALUES (:withdrawal, :reviewer, :what, :code, :faults, :text_sealed, :now)
ON CONFLICT (withdrawal, reviewer) DO UPDATE SET what = excluded.what, code = excluded.code,
    papers = excluded.papers, text_sealed = excluded.text_sealed, at = excluded.at

-- name: prepared_clear!
DELETE FROM prepared WHERE withdrawal = :withdrawal

-- name: links_ever
-- not null: account
SELECT account FROM link WHERE chat_user = :chat_user AND unlinked_at IS NULL
UNION
SELECT account FROM link WHERE chat_user = :chat_user AND unlinked_at IS NOT NULL ORDER BY account

-- name: phone_shared$
SELECT 1 FROM phone_claim WHERE chat_user = :chat_user AND phone_key = :phone_key

-- name: earlier_withdrawals
-- not null: amount_fen, submitted_at
SELECT id, amount_fen, status, submitted_at, method FROM withdrawal
WHERE account = :account AND submitted_at IS NOT NULL AND id <> :but ORDER BY submitted_at DESC, id LIMIT :most

-- name: remind_set!
UPDATE withdrawal SET remind_at = :remind_at WHERE id = :id

-- name: remind_due
SELECT id FROM withdrawal
WHERE status = 'in_review' AND remind_at IS NOT NULL AND remind_at <= :now ORDER BY remind_at, id LIMIT :most

-- name: next_remind$
SELECT MIN(remind_at) AS due_at FROM withdrawal WHERE status = 'in_review' AND remind_at IS NOT NULL

-- name: next_summary$
SELECT MIN(due_at) AS due_at FROM staff_summary WHERE due_at IS NOT NULL

-- name: summary_state^
-- always
SELECT due_at, last_at FROM staff_summary WHERE id = 1

-- name: summary_arm!
-- counted
UPDATE staff_summary SET due_at = :due_at WHERE id = 1 AND due_at IS NULL

-- name: summary_set!
UPDATE staff_summary SET due_at = :due_at, last_at = :last_at WHERE id = 1
