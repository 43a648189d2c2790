-- Facts about the database itself: the kind of run it belongs to, and its wrapped index key.

-- name: meta_there$
-- always
SELECT value FROM meta WHERE name = :fact;

-- name: meta_get$
SELECT value FROM meta WHERE name = :fact;

-- name: meta_put_if_absent!
-- counted
INSERT INTO meta (name, value) VALUES (:fact, :value) ON CONFLICT (name) DO NOTHING;

-- name: meta_set!
INSERT INTO meta (name, value) VALUES (:fact, :value)
ON CONFLICT (name) DO UPDATE SET value = excluded.value;
