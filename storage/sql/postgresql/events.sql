-- What the books hold of many ids at once; :ids and the like are JSON arrays.

-- name: events_content
SELECT id, content_key FROM event
WHERE id = ANY (ARRAY(SELECT json_array_elements_text(CAST(:ids AS JSON))))

-- name: accounts_named
SELECT id, is_test FROM account WHERE id = ANY (ARRAY(SELECT json_array_elements_text(CAST(:ids AS JSON))))

-- name: cycles_billed_of
-- not null: cycle
SELECT account, cycle FROM bill WHERE account = ANY (ARRAY(SELECT json_array_elements_text(CAST(:accounts AS JSON))))
  AND cycle = ANY (ARRAY(SELECT json_array_elements_text(CAST(:cycles AS JSON))))

-- name: numbers_used
-- not null: what, id
SELECT 'order' AS what, order_id AS id FROM top_up
WHERE order_id = ANY (ARRAY(SELECT json_array_elements_text(CAST(:orders AS JSON))))
UNION ALL
SELECT 'adjustment', id FROM adjustment
WHERE id = ANY (ARRAY(SELECT json_array_elements_text(CAST(:adjustments AS JSON))))
UNION ALL
SELECT 'refund', id FROM refund
WHERE id = ANY (ARRAY(SELECT json_array_elements_text(CAST(:refunds AS JSON))))
UNION ALL
SELECT 'transfer', id FROM transfer
WHERE id = ANY (ARRAY(SELECT json_array_elements_text(CAST(:transfers AS JSON))))
UNION ALL
SELECT 'bill', id FROM bill
WHERE id = ANY (ARRAY(SELECT json_array_elements_text(CAST(:bills AS JSON))))
UNION ALL
SELECT 'credit_note', id FROM credit_note
WHERE id = ANY (ARRAY(SELECT json_array_elements_text(CAST(:credit_notes AS JSON))))
