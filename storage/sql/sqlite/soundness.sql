-- Faults that the engine itself finds in its file: pages, indexes, CHECK constraints, rows without their parent.

-- name: check_engine
SELECT integrity_check AS subject FROM pragma_integrity_check WHERE integrity_check <> 'ok'

-- name: check_parents
SELECT "table" || ' row ' || COALESCE(CAST(rowid AS TEXT), '?') || ' of ' || parent AS subject FROM pragma_foreign_key_check
