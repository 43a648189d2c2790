-- What time ends: unfinished drafts, unused codes, updates that will not come again.

-- name: drafts_due
SELECT id, account, chat_user, version FROM withdrawal
WHERE expires_at IS NOT NULL AND expires_at <= :now ORDER BY expires_at, id LIMIT :most

-- name: draft_expire!
UPDATE withdrawal SET status = 'expired', expires_at = NULL, version = version + 1, updated_at = :now, ended_at = :now
WHERE id = :id AND status = 'draft'

-- name: draft_expire_step!
INSERT INTO transition (withdrawal, at, from_status, to_status, version, who)
VALUES (:id, :now, 'draft', 'expired', :version, :who)

-- name: codes_due
SELECT id FROM one_time_code WHERE ended_at IS NULL AND expires_at <= :now ORDER BY expires_at, id LIMIT :most

-- name: late_due
SELECT id FROM withdrawal
WHERE late_at IS NULL AND status IN ('in_review', 'approved', 'sending', 'unknown') AND promise_at <= :now
ORDER BY promise_at, id LIMIT :most

-- name: late_mark!
UPDATE withdrawal SET late_at = :now
WHERE id = :id AND late_at IS NULL AND status IN ('in_review', 'approved', 'sending', 'unknown')

-- name: stuck_due
SELECT id FROM withdrawal WHERE stuck_at IS NOT NULL AND stuck_at <= :now ORDER BY stuck_at, id LIMIT :most

-- name: stuck_next!
UPDATE withdrawal SET stuck_at = :stuck_at WHERE id = :id AND status IN ('sending', 'unknown')

-- name: updates_forget!
-- counted
DELETE FROM seen_update WHERE update_id IN (
    SELECT update_id FROM seen_update WHERE at <= :before ORDER BY at, update_id LIMIT :most)

-- name: codes_forget!
-- counted
DELETE FROM one_time_code WHERE id IN (
    SELECT id FROM one_time_code WHERE ended_at IS NOT NULL AND ended_at < :before ORDER BY ended_at, id LIMIT :most)

-- name: messages_forget!
-- counted
DELETE FROM outbox WHERE id IN (
    SELECT id FROM outbox WHERE ended_at IS NOT NULL AND ended_at < :before AND status NOT IN ('waiting', 'sending')
    ORDER BY ended_at, id LIMIT :most)
