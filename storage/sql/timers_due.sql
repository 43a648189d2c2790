-- What time ends: reserves, unfinished drafts, unused codes, updates that will not come again. Each statement of a
-- batch finds its rows by the same first due ones, so the one that makes them due no longer comes last.

-- name: reserves_tell!
-- counted
-- Everyone linked to an account, and who acts as it; nobody of one whose resources are active again.
INSERT INTO outbox (event_key, recipient, kind, chat_user, account, template, params, due_at, created_at)
WITH due AS (SELECT id, reserve_due_at FROM account
             WHERE reserve_due_at IS NOT NULL AND reserve_due_at <= :now ORDER BY reserve_due_at, id LIMIT :most)
SELECT 'reserve:' || p.id || ':' || p.reserve_due_at, 'chat:' || p.chat_user, 'push', p.chat_user, p.id,
       'reserve_free', :params, :now, :now
FROM (SELECT d.id AS id, d.reserve_due_at AS reserve_due_at, l.chat_user AS chat_user
      FROM due d JOIN link l ON l.account = d.id AND l.unlinked_at IS NULL AND l.suspended_at IS NULL
      UNION SELECT d.id, d.reserve_due_at, s.chat_user
      FROM due d JOIN acting_session s ON s.account = d.id AND s.ended_at IS NULL) p
WHERE NOT EXISTS (SELECT 1 FROM resource r
                  WHERE r.account = p.id AND r.billing = 'pay_as_you_go' AND r.released_at IS NULL)
ON CONFLICT (event_key, recipient) DO NOTHING

-- name: reserves_done!
-- counted
UPDATE account SET reserve_due_at = NULL WHERE id IN (
    SELECT id FROM account
    WHERE reserve_due_at IS NOT NULL AND reserve_due_at <= :now ORDER BY reserve_due_at, id LIMIT :most)

-- name: drafts_due
-- not null: codes, documents, numbers
SELECT w.id AS id, w.account AS account,
       CAST((SELECT COUNT(*) FROM one_time_code c
             WHERE c.scope = 'withdrawal' AND c.subject = w.id AND c.ended_at IS NULL) AS BIGINT) AS codes,
       CAST((SELECT COUNT(*) FROM withdrawal_document d WHERE d.withdrawal = w.id) AS BIGINT) AS documents,
       CAST((SELECT COUNT(*) FROM number_shown n WHERE n.withdrawal = w.id) AS BIGINT) AS numbers
FROM withdrawal w
WHERE w.expires_at IS NOT NULL AND w.expires_at <= :now ORDER BY w.expires_at, w.id LIMIT :most

-- name: drafts_steps!
INSERT INTO transition (withdrawal, at, from_status, to_status, version, who)
SELECT id, :now, 'draft', 'expired', version + 1, :who FROM withdrawal
WHERE expires_at IS NOT NULL AND expires_at <= :now ORDER BY expires_at, id LIMIT :most

-- name: drafts_tell!
-- The ids of withdrawals hold nothing that JSON would have to escape.
INSERT INTO outbox (event_key, recipient, kind, chat_user, account, template, params, due_at, created_at)
SELECT 'draft:' || id, 'chat:' || chat_user, 'push', chat_user, account, 'draft_expired',
       '{"withdrawal": "' || id || '"}', :now, :now
FROM withdrawal
WHERE expires_at IS NOT NULL AND expires_at <= :now ORDER BY expires_at, id LIMIT :most
ON CONFLICT (event_key, recipient) DO NOTHING

-- name: drafts_expire!
UPDATE withdrawal SET status = 'expired', expires_at = NULL, version = version + 1, updated_at = :now, ended_at = :now
WHERE id IN (SELECT id FROM withdrawal
             WHERE expires_at IS NOT NULL AND expires_at <= :now ORDER BY expires_at, id LIMIT :most)

-- name: codes_drop_messages!
UPDATE outbox SET status = 'expired', secret = NULL, ended_at = :now
WHERE status IN ('waiting', 'sending') AND event_key IN (
    SELECT 'code:' || id FROM one_time_code
    WHERE ended_at IS NULL AND expires_at <= :now ORDER BY expires_at, id LIMIT :most)

-- name: codes_expire!
-- counted
UPDATE one_time_code SET ended_at = :now, ended_why = 'expired' WHERE id IN (
    SELECT id FROM one_time_code
    WHERE ended_at IS NULL AND expires_at <= :now ORDER BY expires_at, id LIMIT :most)

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
