-- The directory of bank branches. What is searched, and how rows are loaded, differs by engine.

-- name: branches_directory^
-- always
SELECT edition, loading, latest, imported_at, branches, refused FROM branch_directory

-- name: branches_in_use^
-- not null: branches, refused, imported_at
SELECT branches, refused, imported_at, loading FROM branch_directory WHERE edition IS NOT NULL

-- name: branches_begin!
UPDATE branch_directory SET loading = :edition, latest = :edition

-- name: branches_finish!
UPDATE branch_directory
SET edition = loading, loading = NULL, imported_at = :now, branches = :branches, refused = :refused

-- name: branches_count$
-- always
SELECT COUNT(*) FROM branch WHERE edition = :edition

-- name: branches_left_behind^
SELECT edition, id FROM branch WHERE edition <> :kept AND edition <> :loading
ORDER BY edition, id LIMIT 1

-- name: branches_delete!
DELETE FROM branch WHERE edition = :edition AND id < :before

-- name: branches_by_code^
-- row: BranchRow
SELECT code, name, bank, city, province FROM branch WHERE edition = :edition AND code = :code

-- name: branches_by_digits
-- row: BranchRow
SELECT code, name, bank, city, province FROM branch
WHERE edition = :edition AND code >= :first AND code <= :last AND (CAST(:bank AS TEXT) IS NULL OR bank = :bank)
ORDER BY code LIMIT :most
