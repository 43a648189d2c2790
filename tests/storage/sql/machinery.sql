-- name: counter_make!
-- counted
INSERT INTO counter (name, value) VALUES (:name, 0) ON CONFLICT (name) DO NOTHING

-- name: counter_add!
-- counted
UPDATE counter SET value = value + CAST(:by AS BIGINT) WHERE name = :name

-- name: counter_plus!
UPDATE counter SET value = value + CAST(:by AS BIGINT) WHERE name = :name

-- name: counter_there_named$
SELECT name FROM counter WHERE name = :name

-- name: counter_value$
SELECT value FROM counter WHERE name = :name

-- name: counter_set!
-- counted
UPDATE counter SET value = :value WHERE name = :name

-- name: counters
SELECT name, value FROM counter ORDER BY name

-- name: counters_sum$
SELECT CAST(SUM(value) AS BIGINT) FROM counter

-- name: counter_take
UPDATE counter SET value = value + CAST(:by AS BIGINT) RETURNING name, value

-- name: counter_named^
WITH wanted AS (SELECT CAST(:name AS TEXT) AS name)
SELECT counter.name, counter.value FROM counter JOIN wanted ON wanted.name = counter.name

-- name: counter_there^
-- always
SELECT value FROM counter WHERE name = :name

-- name: counters_as_one^
SELECT name, value FROM counter

-- name: counters_as_value$
SELECT name FROM counter

-- name: counter_as_value$
SELECT name, value FROM counter LIMIT 1

-- name: counter_take_as_run!
UPDATE counter SET value = value + 1 RETURNING name

-- name: counter_add_as_all
UPDATE counter SET value = value + 1

-- name: thing_add^
INSERT INTO thing (label, body, flag) VALUES (:label, :body, :flag) RETURNING id, label, body, flag

-- name: thing_put!
INSERT INTO thing (label, body, flag) VALUES (:label, NULL, :flag)

-- name: things_count$
SELECT COUNT(*) FROM thing

-- name: things_twice
SELECT id, id FROM thing

-- name: orphan_add!
-- counted
INSERT INTO orphan (parent) VALUES (:parent)

-- name: orphan_put!
INSERT INTO orphan (parent) VALUES (:parent)

-- name: bomb_light!
-- counted
INSERT INTO bomb (id) VALUES (:id)

-- name: bombs$
SELECT COUNT(*) FROM bomb

-- name: mine_lay!
INSERT INTO mine (id) VALUES (:id)

-- name: literal^
SELECT 'a :colon and ''two''' AS text, CAST(:x AS TEXT) AS x -- not a :parameter
