-- Who did what: all of it for auditors, and what staff did to one account for its users. A page begins at an id.

-- name: log_from
SELECT id, at, who, acting_as, use_case, subject, ticket FROM audit
WHERE account = :account AND by_staff = 1 AND id <= :start
  AND (refused = 0 OR (refused IS NULL AND outcome IN ('done', 'approved_once', 'settled_once')))
ORDER BY id DESC LIMIT :most

-- name: log_before
-- Only where they begin, nearest first.
SELECT id FROM audit
WHERE account = :account AND by_staff = 1 AND id > :start
  AND (refused = 0 OR (refused IS NULL AND outcome IN ('done', 'approved_once', 'settled_once')))
ORDER BY id LIMIT :most

-- The audit by its most telling filter: an account, else a person, else none. The other filters pass over rows.

-- name: audit_from
-- row: AuditRow
-- null: ticket, reason_sealed
SELECT a.id AS id, a.at AS at, a.who AS who, a.acting_as AS acting_as, a.use_case AS use_case, a.account AS account,
       a.subject AS subject, a.outcome AS outcome, a.update_id AS update_id,
       COALESCE(a.ticket, s.ticket) AS ticket, COALESCE(a.reason_sealed, s.reason_sealed) AS reason_sealed,
       a.amount_fen AS amount_fen, a.version AS version, a.detail AS detail
FROM audit a LEFT JOIN acting_session s ON s.id = a.session
WHERE a.id <= :start
  AND (CAST(:what AS TEXT) IS NULL OR a.use_case = CAST(:what AS TEXT))
  AND (CAST(:outcome AS TEXT) IS NULL OR a.outcome = CAST(:outcome AS TEXT))
  AND (CAST(:since AS BIGINT) IS NULL OR a.at >= CAST(:since AS BIGINT))
  AND (CAST(:until AS BIGINT) IS NULL OR a.at < CAST(:until AS BIGINT))
  AND (CAST(:staff_only AS BIGINT) = 0 OR a.by_staff = 1)
ORDER BY a.id DESC LIMIT :most

-- name: audit_of_who
-- row: AuditRow
-- null: ticket, reason_sealed
SELECT a.id AS id, a.at AS at, a.who AS who, a.acting_as AS acting_as, a.use_case AS use_case, a.account AS account,
       a.subject AS subject, a.outcome AS outcome, a.update_id AS update_id,
       COALESCE(a.ticket, s.ticket) AS ticket, COALESCE(a.reason_sealed, s.reason_sealed) AS reason_sealed,
       a.amount_fen AS amount_fen, a.version AS version, a.detail AS detail
FROM audit a LEFT JOIN acting_session s ON s.id = a.session
WHERE a.who = :who AND a.id <= :start
  AND (CAST(:what AS TEXT) IS NULL OR a.use_case = CAST(:what AS TEXT))
  AND (CAST(:outcome AS TEXT) IS NULL OR a.outcome = CAST(:outcome AS TEXT))
  AND (CAST(:since AS BIGINT) IS NULL OR a.at >= CAST(:since AS BIGINT))
  AND (CAST(:until AS BIGINT) IS NULL OR a.at < CAST(:until AS BIGINT))
  AND (CAST(:staff_only AS BIGINT) = 0 OR a.by_staff = 1)
ORDER BY a.id DESC LIMIT :most

-- name: audit_of_account
-- row: AuditRow
-- null: ticket, reason_sealed
SELECT a.id AS id, a.at AS at, a.who AS who, a.acting_as AS acting_as, a.use_case AS use_case, a.account AS account,
       a.subject AS subject, a.outcome AS outcome, a.update_id AS update_id,
       COALESCE(a.ticket, s.ticket) AS ticket, COALESCE(a.reason_sealed, s.reason_sealed) AS reason_sealed,
       a.amount_fen AS amount_fen, a.version AS version, a.detail AS detail
FROM audit a LEFT JOIN acting_session s ON s.id = a.session
WHERE a.id IN (
    SELECT id FROM (
        SELECT id FROM audit
        WHERE account = :account AND id <= :start
          AND (CAST(:who AS TEXT) IS NULL OR who = CAST(:who AS TEXT))
          AND (CAST(:what AS TEXT) IS NULL OR use_case = CAST(:what AS TEXT))
          AND (CAST(:outcome AS TEXT) IS NULL OR outcome = CAST(:outcome AS TEXT))
          AND (CAST(:since AS BIGINT) IS NULL OR at >= CAST(:since AS BIGINT))
          AND (CAST(:until AS BIGINT) IS NULL OR at < CAST(:until AS BIGINT))
          AND (CAST(:staff_only AS BIGINT) = 0 OR by_staff = 1)
        ORDER BY id DESC LIMIT :most) AS about
    UNION
    SELECT id FROM (
        SELECT id FROM audit
        WHERE acting_as = :account AND id <= :start
          AND (CAST(:who AS TEXT) IS NULL OR who = CAST(:who AS TEXT))
          AND (CAST(:what AS TEXT) IS NULL OR use_case = CAST(:what AS TEXT))
          AND (CAST(:outcome AS TEXT) IS NULL OR outcome = CAST(:outcome AS TEXT))
          AND (CAST(:since AS BIGINT) IS NULL OR at >= CAST(:since AS BIGINT))
          AND (CAST(:until AS BIGINT) IS NULL OR at < CAST(:until AS BIGINT))
          AND (CAST(:staff_only AS BIGINT) = 0 OR by_staff = 1)
        ORDER BY id DESC LIMIT :most) AS acting)
ORDER BY a.id DESC LIMIT :most
