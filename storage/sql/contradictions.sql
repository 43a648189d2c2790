-- The payout channel's last answer, its contradictions with the books, and people's words on them.

-- name: answer_put!
INSERT INTO channel_answer (withdrawal, outcome, reason_code, reference, at)
VALUES (:withdrawal, :outcome, :reason_code, :reference, :now)
ON CONFLICT (withdrawal) DO UPDATE SET outcome = excluded.outcome, reason_code = excluded.reason_code,
    reference = excluded.reference, at = excluded.at, unanswered_at = NULL

-- name: answer_missing!
INSERT INTO channel_answer (withdrawal, unanswered_at) VALUES (:withdrawal, :now)
ON CONFLICT (withdrawal) DO UPDATE SET unanswered_at = excluded.unanswered_at

-- name: answer_of^
SELECT outcome, reason_code, reference, at, unanswered_at FROM channel_answer WHERE withdrawal = :withdrawal

-- name: answer_ask_put!
INSERT INTO channel_answer (withdrawal, ask_at) VALUES (:withdrawal, :ask_at)
ON CONFLICT (withdrawal) DO UPDATE SET ask_at = excluded.ask_at

-- name: answer_ask_due$
SELECT withdrawal FROM channel_answer WHERE ask_at IS NOT NULL AND ask_at <= :now ORDER BY ask_at, withdrawal LIMIT 1

-- name: reference_of_others$
SELECT w.id AS id FROM withdrawal w JOIN account a ON a.id = w.account
WHERE w.channel_reference = :reference AND w.id <> :but AND a.is_test = :is_test
  AND (w.status = 'successful' OR w.returned_at IS NOT NULL)
ORDER BY w.id LIMIT 1

-- name: return_reference_of_others$
SELECT w.id AS id FROM withdrawal w JOIN account a ON a.id = w.account
WHERE w.return_reference = :reference AND w.id <> :but AND a.is_test = :is_test AND w.returned_at IS NOT NULL
ORDER BY w.id LIMIT 1

-- name: contradiction_known$
SELECT id FROM contradiction WHERE withdrawal = :withdrawal AND kind = :kind AND version = :version

-- name: contradiction_add^
INSERT INTO contradiction (withdrawal, account, kind, books, channel, version, reference, other, at, stop)
VALUES (:withdrawal, :account, :kind, :books, :channel, :version, :reference, :other, :now, :stop) RETURNING id

-- name: contradictions_of
-- row: ContradictionRow
SELECT id, withdrawal, account, kind, books, channel, reference, other, at, loss_fen, stop FROM contradiction
WHERE withdrawal = :withdrawal AND resolved_at IS NULL ORDER BY id

-- name: contradictions_open
-- row: ContradictionRow
SELECT id, withdrawal, account, kind, books, channel, reference, other, at, loss_fen, stop FROM contradiction
WHERE resolved_at IS NULL ORDER BY id LIMIT :most

-- name: contradictions_written_off
-- row: ContradictionRow
SELECT id, withdrawal, account, kind, books, channel, reference, other, at, loss_fen, stop FROM contradiction
WHERE loss_fen > 0 AND resolved_at IS NOT NULL ORDER BY id LIMIT :most

-- name: contradiction_lose!
UPDATE contradiction SET loss_fen = :loss_fen WHERE id = :id AND resolved_at IS NULL

-- name: contradiction_resolve!
UPDATE contradiction SET resolved_at = :now, resolved_how = :how WHERE id = :id AND resolved_at IS NULL

-- name: losses_covered!
UPDATE contradiction SET loss_fen = 0 WHERE withdrawal = :withdrawal AND loss_fen > 0

-- name: words_of
SELECT reviewer, how, document, at FROM contradiction_word WHERE contradiction = :contradiction ORDER BY at, reviewer

-- name: word_add!
INSERT INTO contradiction_word (contradiction, reviewer, how, document, at)
VALUES (:contradiction, :reviewer, :how, :document, :now)

-- name: word_drop!
DELETE FROM contradiction_word WHERE contradiction = :contradiction AND reviewer = :reviewer AND how = :how

-- name: words_undecided
SELECT DISTINCT c.withdrawal AS withdrawal, w.contradiction AS contradiction, w.how AS how
FROM contradiction_word w JOIN contradiction c ON c.id = w.contradiction
WHERE w.contradiction IN (SELECT id FROM contradiction WHERE resolved_at IS NULL)
  AND w.reviewer = :reviewer AND NOT (w.how = 'book' AND c.loss_fen IS NOT NULL)
ORDER BY w.contradiction, w.how

-- name: queue_contradicted
-- not null: amount_fen, method, submitted_at
-- row: QueueRow
-- null: sent_at
SELECT w.id AS id, w.account AS account, w.via_account AS via_account, w.chat_user AS chat_user,
       w.amount_fen AS amount_fen, w.method AS method, w.status AS status, w.submitted_at AS submitted_at,
       w.promise_at AS promise_at, MIN(c.at) AS sent_at, w.flags AS flags, w.claimed_by AS claimed_by,
       w.claimed_at AS claimed_at, w.asked_again AS asked_again_at, w.late_at AS late_at, a.is_test AS is_test
FROM contradiction c JOIN withdrawal w ON w.id = c.withdrawal JOIN account a ON a.id = w.account
WHERE c.resolved_at IS NULL AND a.is_test = :is_test
GROUP BY w.id, a.is_test ORDER BY MIN(c.at), w.id LIMIT :most
