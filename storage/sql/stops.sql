-- name: stop_add^
INSERT INTO stop (account, why, payees_only, since_at, until_at, who)
VALUES (:account, :why, :payees_only, :now, :until_at, :who) RETURNING id

-- name: stops_live
SELECT id, account, why, payees_only, since_at, until_at, who FROM stop
WHERE account = :account AND ended_at IS NULL AND (until_at IS NULL OR until_at > :now) ORDER BY id

-- name: is_stopped$
SELECT 1 FROM stop
WHERE account IN (:account, :via_account) AND (payees_only = 0 OR payees_only = :to_payee)
  AND ended_at IS NULL AND (until_at IS NULL OR until_at > :now) LIMIT 1

-- name: stop_end!
UPDATE stop SET ended_at = :now, ended_by = :who WHERE id = :id AND ended_at IS NULL

-- name: stop_word_add!
INSERT INTO stop_word (stop, reviewer, at) VALUES (:stop, :reviewer, :now) ON CONFLICT DO NOTHING

-- name: stop_words$
-- always
SELECT CAST(COUNT(*) AS BIGINT) FROM stop_word WHERE stop = :stop

-- name: stop_words_drop!
DELETE FROM stop_word WHERE reviewer = :reviewer AND stop IN (SELECT id FROM stop WHERE ended_at IS NULL)

-- name: withdrawals_to_pay
-- not null: id, account, chat_user, status, version
SELECT id, account, chat_user, status, version FROM withdrawal
WHERE account = :account AND status IN ('in_review', 'approved')
UNION
SELECT id, account, chat_user, status, version FROM withdrawal
WHERE via_account = :account AND status IN ('in_review', 'approved') ORDER BY id
