-- This engine allows no write past a constraint; its own tools (amcheck) check its files.

-- name: check_engine
SELECT name AS subject FROM meta WHERE 1 = 0

-- name: check_parents
SELECT name AS subject FROM meta WHERE 1 = 0
