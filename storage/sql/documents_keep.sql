-- Documents on their day of deletion: marked, deleted from the store, marked as deleted; and stored ones that have a row.

-- name: documents_due
SELECT id FROM document WHERE delete_at IS NOT NULL AND deleted_at IS NULL AND delete_at <= :now
ORDER BY delete_at, id LIMIT :most

-- name: document_deleting!
UPDATE document SET deleting_at = :now WHERE id = :id AND deleting_at IS NULL

-- name: document_deleted^
UPDATE document SET deleted_at = :now WHERE id = :id AND deleting_at IS NOT NULL AND deleted_at IS NULL
RETURNING account

-- name: document_known$
SELECT id FROM document WHERE id = :id AND deleted_at IS NULL

-- name: document_newest$
-- always
SELECT CAST(COALESCE(MAX(uploaded_at), 0) AS BIGINT) FROM document
