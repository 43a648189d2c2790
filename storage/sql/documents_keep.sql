-- Documents whose day has come: marked, removed from the store, marked as gone; and which of the stored ones have a row.

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
