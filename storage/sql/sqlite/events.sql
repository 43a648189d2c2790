-- What the books hold of many ids at once; :ids and the like are JSON arrays.

-- name: events_content
SELECT id, content_key FROM event
WHERE id IN (SELECT value FROM json_each(:ids))

-- name: accounts_named
SELECT id, is_test FROM account WHERE id IN (SELECT value FROM json_each(:ids))

-- name: cycles_billed_of
-- not null: cycle
SELECT account, cycle FROM bill WHERE account IN (SELECT value FROM json_each(:accounts))
  AND cycle IN (SELECT value FROM json_each(:cycles))

-- name: numbers_used
-- not null: what, id
SELECT 'order' AS what, order_id AS id FROM top_up
WHERE order_id IN (SELECT value FROM json_each(:orders))
UNION ALL
SELECT 'adjustment', id FROM adjustment
WHERE id IN (SELECT value FROM json_each(:adjustments))
UNION ALL
SELECT 'refund', id FROM refund
WHERE id IN (SELECT value FROM json_each(:refunds))
UNION ALL
SELECT 'transfer', id FROM transfer
WHERE id IN (SELECT value FROM json_each(:transfers))
UNION ALL
SELECT 'bill', id FROM bill
WHERE id IN (SELECT value FROM json_each(:bills))
UNION ALL
SELECT 'credit_note', id FROM credit_note
WHERE id IN (SELECT value FROM json_each(:credit_notes))
