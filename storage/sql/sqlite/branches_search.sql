-- Searching and loading branches on SQLite: FTS5 gives rows in the order of their ids and stops at the limit.

-- name: branches_add!
-- counted
INSERT INTO branch (edition, id, code, name, bank, city, province)
SELECT :edition, json_extract(value, '$[0]'), json_extract(value, '$[1]'), json_extract(value, '$[2]'),
       json_extract(value, '$[3]'), json_extract(value, '$[4]'), json_extract(value, '$[5]')
FROM json_each(:rows)

-- name: branches_analyze!
PRAGMA optimize

-- name: branches_index_even!
INSERT INTO branch_search_even (rowid, tokens)
SELECT json_extract(value, '$[0]'), json_extract(value, '$[6]') FROM json_each(:rows)

-- name: branches_forget_even!
INSERT INTO branch_search_even (branch_search_even) VALUES ('delete-all')

-- name: branches_settle_even!
INSERT INTO branch_search_even (branch_search_even, rank) VALUES ('merge', 500)

-- name: branches_find_even
-- row: BranchFoundRow
SELECT b.id AS id, b.code AS code, b.name AS name, b.bank AS bank, b.city AS city, b.province AS province
FROM (
    SELECT rowid AS id FROM branch_search_even
    WHERE branch_search_even MATCH replace(replace(:question, '&', 'AND'), '|', 'OR')
    ORDER BY rowid LIMIT :most
) AS found JOIN branch b ON b.edition = :edition AND b.id = found.id
ORDER BY b.id

-- name: branches_index_odd!
INSERT INTO branch_search_odd (rowid, tokens)
SELECT json_extract(value, '$[0]'), json_extract(value, '$[6]') FROM json_each(:rows)

-- name: branches_forget_odd!
INSERT INTO branch_search_odd (branch_search_odd) VALUES ('delete-all')

-- name: branches_settle_odd!
INSERT INTO branch_search_odd (branch_search_odd, rank) VALUES ('merge', 500)

-- name: branches_find_odd
-- row: BranchFoundRow
SELECT b.id AS id, b.code AS code, b.name AS name, b.bank AS bank, b.city AS city, b.province AS province
FROM (
    SELECT rowid AS id FROM branch_search_odd
    WHERE branch_search_odd MATCH replace(replace(:question, '&', 'AND'), '|', 'OR')
    ORDER BY rowid LIMIT :most
) AS found JOIN branch b ON b.edition = :edition AND b.id = found.id
ORDER BY b.id
