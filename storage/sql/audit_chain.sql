-- The chain over the audit, what waits for it, and the denials that are not a row yet.

-- name: chain_last^
SELECT position, hash FROM audit_chain ORDER BY position DESC LIMIT 1

-- name: chain_waiting
SELECT a.id AS id, a.at AS at, a.who AS who, a.acting_as AS acting_as, a.use_case AS use_case, a.account AS account,
       a.subject AS subject, a.outcome AS outcome, a.update_id AS update_id, a.by_staff AS by_staff,
       a.session AS session, a.ticket AS ticket, a.reason_sealed AS reason_sealed, a.refused AS refused,
       a.amount_fen AS amount_fen, a.version AS version, a.detail AS detail
FROM audit_unchained u JOIN audit a ON a.id = u.audit
WHERE NOT EXISTS (SELECT 1 FROM audit_chain c WHERE c.audit = u.audit)
ORDER BY u.audit LIMIT :most

-- name: chain_add!
INSERT INTO audit_chain (position, audit, personal, hash) VALUES (:position, :audit, :personal, :hash)

-- name: chain_waits_no_more!
DELETE FROM audit_unchained WHERE audit = :audit

-- name: chain_piece
-- null: id, at, who, use_case, outcome
SELECT c.position AS position, c.audit AS audit, c.personal AS personal, c.hash AS hash, a.id AS id, a.at AS at,
       a.who AS who, a.acting_as AS acting_as, a.use_case AS use_case, a.account AS account, a.subject AS subject,
       a.outcome AS outcome, a.update_id AS update_id, a.by_staff AS by_staff, a.session AS session,
       a.ticket AS ticket, a.reason_sealed AS reason_sealed, a.refused AS refused, a.amount_fen AS amount_fen,
       a.version AS version, a.detail AS detail
FROM audit_chain c LEFT JOIN audit a ON a.id = c.audit
WHERE c.position > :after ORDER BY c.position LIMIT :most

-- name: chain_late^
-- always
-- null: first
-- not null: number
SELECT CAST(COUNT(*) AS BIGINT) AS number, MIN(a.id) AS first FROM audit a
WHERE a.at < :before AND NOT EXISTS (SELECT 1 FROM audit_chain c WHERE c.audit = a.id)

-- name: opened_documents
SELECT subject, detail FROM audit
WHERE account = :account AND who = :who AND use_case = 'open_document' AND outcome IN ('opened', 'done') ORDER BY id

-- name: denial_count!
INSERT INTO denial (who, hour_at, what, count) VALUES (:who, :hour_at, :what, 1)
ON CONFLICT (who, hour_at, what) DO UPDATE SET count = denial.count + 1

-- name: denials_over
SELECT DISTINCT hour_at, who FROM denial WHERE hour_at <= :before ORDER BY hour_at, who LIMIT :most

-- name: denials_of
SELECT what, count AS number FROM denial WHERE who = :who AND hour_at = :hour_at ORDER BY what

-- name: denials_drop!
DELETE FROM denial WHERE who = :who AND hour_at = :hour_at

-- name: next_denials$
SELECT MIN(hour_at) + 3600000000 AS due_at FROM denial
