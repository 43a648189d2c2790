-- name: account_any
SELECT id FROM account LIMIT 1
