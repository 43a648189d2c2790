-- name: stop_add^
INSERT INTO stop (account, why, payees_only, since_at, until_at, who)
VALUES (:account, :why, :payees_only, :now, :until_at, :who) RETURNING id

-- name: stops_live
SELECT id, account, why, payees_only, since_at, until_at, who FROM stop
WHERE account = :account AND ended_at IS NULL AND (until_at IS NULL OR until_at > :now) ORDER BY id
