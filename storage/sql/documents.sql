-- The documents of withdrawals, the verdicts on them, and their day of deletion.

-- name: document_add!
INSERT INTO document (id, account, kind, media_type, size_bytes, pages, signed, uploaded_by, uploaded_at)
VALUES (:id, :account, :kind, :media_type, :size_bytes, :pages, :signed, :uploaded_by, :now)

-- name: documents_sent
SELECT uploaded_at FROM document WHERE account = :account AND uploaded_at > :since
ORDER BY uploaded_at DESC LIMIT :most

-- name: document_link!
INSERT INTO withdrawal_document (withdrawal, document, kind, added_at) VALUES (:withdrawal, :document, :kind, :now)
ON CONFLICT (withdrawal, document) DO UPDATE SET removed_at = NULL, added_at = excluded.added_at

-- name: documents_of
SELECT d.id AS id, l.kind AS kind, d.media_type AS media_type, d.size_bytes AS size_bytes, d.pages AS pages,
       d.signed AS signed,
       d.uploaded_at AS uploaded_at, d.delete_at AS delete_at, d.deleting_at AS deleting_at, l.verdict AS verdict,
       l.verdict_code AS verdict_code, l.verdict_note AS verdict_note, l.removed_at AS removed_at
FROM withdrawal_document l JOIN document d ON d.id = l.document
WHERE l.withdrawal = :withdrawal ORDER BY l.added_at, d.uploaded_at, d.id

-- name: document_unlink!
-- counted
UPDATE withdrawal_document SET removed_at = :now
WHERE withdrawal = :withdrawal AND document = :document AND removed_at IS NULL

-- name: document_uses
-- row: DocumentUsesRow
SELECT l.document AS document, l.removed_at AS removed_at, w.submitted_at AS submitted_at, w.ended_at AS ended_at
FROM withdrawal_document l JOIN withdrawal w ON w.id = l.withdrawal WHERE l.document = :document

-- name: documents_uses
-- row: DocumentUsesRow
-- Every use of each document that a withdrawal has or had.
SELECT l.document AS document, l.removed_at AS removed_at, w.submitted_at AS submitted_at, w.ended_at AS ended_at
FROM withdrawal_document o JOIN withdrawal_document l ON l.document = o.document
JOIN withdrawal w ON w.id = l.withdrawal WHERE o.withdrawal = :withdrawal ORDER BY l.document

-- name: document_keep!
UPDATE document SET delete_at = :delete_at WHERE id = :id AND deleting_at IS NULL
