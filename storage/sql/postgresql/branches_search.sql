-- Searching and loading branches on PostgreSQL: a GIN index over the tokens, which no parser sees.
-- An index of this kind gives every matching row before the first can be used, and 银行 matches them all. So
-- the rows with the smallest ids carry a token of their own (h1, h2, h3), and the others are asked for only if those were
-- too few: ids are in the wanted order of rows. Each piece of the directory takes as long as the whole where
-- little matches. That is so where a question joins many lists, and where none of a sample (hs) of the rows matches; then
-- everything after the first piece is asked for at once.

-- name: branches_add!
-- counted
INSERT INTO branch (edition, id, code, name, bank, city, province)
SELECT CAST(:edition AS BIGINT), CAST(one ->> 0 AS BIGINT), one ->> 1, one ->> 2, one ->> 3, one ->> 4, one ->> 5
FROM json_array_elements(CAST(:rows AS JSON)) AS given (one)

-- name: branches_analyze!
ANALYZE branch

-- name: branches_index_even!
INSERT INTO branch_search_even (id, tokens)
SELECT
    CAST(one ->> 0 AS BIGINT),
    array_to_tsvector(string_to_array(one ->> 6, ' ') || CASE
        WHEN CAST(one ->> 0 AS BIGINT) <= 2000 THEN ARRAY['h1']
        WHEN CAST(one ->> 0 AS BIGINT) <= 12000 THEN ARRAY['h2']
        WHEN CAST(one ->> 0 AS BIGINT) <= 50000 THEN ARRAY['h3']
        ELSE CAST(ARRAY[] AS TEXT[])
    END || CASE WHEN mod(CAST(one ->> 0 AS BIGINT), 64) = 0 THEN ARRAY['hs'] ELSE CAST(ARRAY[] AS TEXT[]) END)
FROM json_array_elements(CAST(:rows AS JSON)) AS given (one)

-- name: branches_forget_even!
TRUNCATE branch_search_even

-- name: branches_settle_even!
-- New rows wait in a list that every search would have to read from end to end.
DO $$ BEGIN PERFORM gin_clean_pending_list('branch_search_even_tokens'); END $$

-- name: branches_find_even
-- row: BranchFoundRow
-- By id + 0, because walking along the primary key instead of the index is slow where little matches.
WITH typed AS MATERIALIZED (
    SELECT CAST(:question AS TEXT) AS question
), asked AS MATERIALIZED (
    SELECT CAST(replace(question, '*', ':*') AS TSQUERY) AS question,
        length(question) - length(replace(question, '&', '')) > 3 AS joins_many
    FROM typed
), head AS MATERIALIZED (
    SELECT id FROM branch_search_even
    WHERE tokens @@ ((SELECT question FROM asked) && CAST('h1' AS TSQUERY))
    ORDER BY id + 0 LIMIT :most
), sample AS MATERIALIZED (
    SELECT id FROM branch_search_even
    WHERE (SELECT COUNT(*) FROM head) < :most AND NOT (SELECT joins_many FROM asked)
    AND tokens @@ ((SELECT question FROM asked) && CAST('hs' AS TSQUERY))
    ORDER BY id + 0 LIMIT 1
), begins AS MATERIALIZED (
    SELECT CASE WHEN EXISTS (SELECT 1 FROM sample) THEN 50000 ELSE 2000 END AS after
), middle AS MATERIALIZED (
    SELECT id FROM branch_search_even
    WHERE (SELECT after FROM begins) = 50000
    AND tokens @@ ((SELECT question FROM asked) && CAST('h2' AS TSQUERY))
    ORDER BY id + 0 LIMIT :most
), more AS MATERIALIZED (
    SELECT id FROM branch_search_even
    WHERE (SELECT after FROM begins) = 50000
    AND (SELECT COUNT(*) FROM head) + (SELECT COUNT(*) FROM middle) < :most
    AND tokens @@ ((SELECT question FROM asked) && CAST('h3' AS TSQUERY))
    ORDER BY id + 0 LIMIT :most
), rest AS MATERIALIZED (
    SELECT id FROM branch_search_even
    WHERE (SELECT COUNT(*) FROM head) + (SELECT COUNT(*) FROM middle) + (SELECT COUNT(*) FROM more) < :most
    AND tokens @@ (SELECT question FROM asked) AND id + 0 > (SELECT after FROM begins)
    ORDER BY id + 0 LIMIT :most
), found AS (
    SELECT id FROM head UNION ALL SELECT id FROM middle
    UNION ALL SELECT id FROM more UNION ALL SELECT id FROM rest
    ORDER BY id LIMIT :most
)
SELECT b.id AS id, b.code AS code, b.name AS name, b.bank AS bank, b.city AS city, b.province AS province
FROM found JOIN branch b ON b.edition = :edition AND b.id = found.id
ORDER BY b.id

-- name: branches_index_odd!
INSERT INTO branch_search_odd (id, tokens)
SELECT
    CAST(one ->> 0 AS BIGINT),
    array_to_tsvector(string_to_array(one ->> 6, ' ') || CASE
        WHEN CAST(one ->> 0 AS BIGINT) <= 2000 THEN ARRAY['h1']
        WHEN CAST(one ->> 0 AS BIGINT) <= 12000 THEN ARRAY['h2']
        WHEN CAST(one ->> 0 AS BIGINT) <= 50000 THEN ARRAY['h3']
        ELSE CAST(ARRAY[] AS TEXT[])
    END || CASE WHEN mod(CAST(one ->> 0 AS BIGINT), 64) = 0 THEN ARRAY['hs'] ELSE CAST(ARRAY[] AS TEXT[]) END)
FROM json_array_elements(CAST(:rows AS JSON)) AS given (one)

-- name: branches_forget_odd!
TRUNCATE branch_search_odd

-- name: branches_settle_odd!
-- New rows wait in a list that every search would have to read from end to end.
DO $$ BEGIN PERFORM gin_clean_pending_list('branch_search_odd_tokens'); END $$

-- name: branches_find_odd
-- row: BranchFoundRow
-- By id + 0, because walking along the primary key instead of the index is slow where little matches.
WITH typed AS MATERIALIZED (
    SELECT CAST(:question AS TEXT) AS question
), asked AS MATERIALIZED (
    SELECT CAST(replace(question, '*', ':*') AS TSQUERY) AS question,
        length(question) - length(replace(question, '&', '')) > 3 AS joins_many
    FROM typed
), head AS MATERIALIZED (
    SELECT id FROM branch_search_odd
    WHERE tokens @@ ((SELECT question FROM asked) && CAST('h1' AS TSQUERY))
    ORDER BY id + 0 LIMIT :most
), sample AS MATERIALIZED (
    SELECT id FROM branch_search_odd
    WHERE (SELECT COUNT(*) FROM head) < :most AND NOT (SELECT joins_many FROM asked)
    AND tokens @@ ((SELECT question FROM asked) && CAST('hs' AS TSQUERY))
    ORDER BY id + 0 LIMIT 1
), begins AS MATERIALIZED (
    SELECT CASE WHEN EXISTS (SELECT 1 FROM sample) THEN 50000 ELSE 2000 END AS after
), middle AS MATERIALIZED (
    SELECT id FROM branch_search_odd
    WHERE (SELECT after FROM begins) = 50000
    AND tokens @@ ((SELECT question FROM asked) && CAST('h2' AS TSQUERY))
    ORDER BY id + 0 LIMIT :most
), more AS MATERIALIZED (
    SELECT id FROM branch_search_odd
    WHERE (SELECT after FROM begins) = 50000
    AND (SELECT COUNT(*) FROM head) + (SELECT COUNT(*) FROM middle) < :most
    AND tokens @@ ((SELECT question FROM asked) && CAST('h3' AS TSQUERY))
    ORDER BY id + 0 LIMIT :most
), rest AS MATERIALIZED (
    SELECT id FROM branch_search_odd
    WHERE (SELECT COUNT(*) FROM head) + (SELECT COUNT(*) FROM middle) + (SELECT COUNT(*) FROM more) < :most
    AND tokens @@ (SELECT question FROM asked) AND id + 0 > (SELECT after FROM begins)
    ORDER BY id + 0 LIMIT :most
), found AS (
    SELECT id FROM head UNION ALL SELECT id FROM middle
    UNION ALL SELECT id FROM more UNION ALL SELECT id FROM rest
    ORDER BY id LIMIT :most
)
SELECT b.id AS id, b.code AS code, b.name AS name, b.bank AS bank, b.city AS city, b.province AS province
FROM found JOIN branch b ON b.edition = :edition AND b.id = found.id
ORDER BY b.id
