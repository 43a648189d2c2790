-- This engine lets nobody write past a constraint; its own tools (amcheck) look at its files.

-- name: check_engine
SELECT name AS subject FROM meta WHERE 1 = 0

-- name: check_parents
SELECT name AS subject FROM meta WHERE 1 = 0
