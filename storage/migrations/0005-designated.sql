-- Designated receiving accounts, applications for money that was never topped up, their papers, and the staff that decides.

-- Where money goes that cannot go back the way it came. Filled in while its draft lives, never changed once complete.
CREATE TABLE payee (
    id {identity},
    account TEXT NOT NULL REFERENCES account (id),
    kind TEXT CHECK (kind IN ('alipay', 'bank_card')),
    number_sealed {blob},
    number_key {blob},
    number_masked TEXT,
    name_sealed {blob},
    name_key {blob},
    name_differs {integer} NOT NULL DEFAULT 0 CHECK (name_differs IN (0, 1)),
    bank TEXT,
    province TEXT,
    city TEXT,
    branch TEXT,
    bank_code TEXT CHECK (length(bank_code) = 12),
    by_hand {integer} NOT NULL DEFAULT 0 CHECK (by_hand IN (0, 1)),
    created_at {integer} NOT NULL,
    created_by TEXT NOT NULL,
    completed_at {integer},
    CHECK ((number_sealed IS NULL) = (number_key IS NULL) AND (number_sealed IS NULL) = (number_masked IS NULL)),
    CHECK ((name_sealed IS NULL) = (name_key IS NULL)),
    CHECK (completed_at IS NULL OR (kind IS NOT NULL AND number_key IS NOT NULL AND name_key IS NOT NULL)),
    CHECK (completed_at IS NULL OR kind = 'alipay'
           OR (bank IS NOT NULL AND (bank_code IS NOT NULL OR (branch IS NOT NULL AND city IS NOT NULL))))
) {strict};
CREATE INDEX payee_account ON payee (account, id);
CREATE INDEX payee_number ON payee (number_key) WHERE number_key IS NOT NULL;

ALTER TABLE withdrawal ADD COLUMN reason TEXT
    CHECK (reason IN ('window_passed', 'account_closed', 'deregistered', 'advanced', 'application'));
ALTER TABLE withdrawal ADD COLUMN note_sealed {blob};
ALTER TABLE withdrawal ADD COLUMN payee {integer} REFERENCES payee (id);
ALTER TABLE withdrawal ADD COLUMN retried_from TEXT REFERENCES withdrawal (id);
-- Whoever among staff reads the case just now, and since when.
ALTER TABLE withdrawal ADD COLUMN claimed_by TEXT;
ALTER TABLE withdrawal ADD COLUMN claimed_at {integer} CHECK ((claimed_at IS NULL) = (claimed_by IS NULL));
-- When a paper was asked for again; NULL when nothing is waited for.
ALTER TABLE withdrawal ADD COLUMN asked_again {integer} CHECK (asked_again IS NULL OR status <> 'draft');
CREATE INDEX withdrawal_payee ON withdrawal (payee) WHERE payee IS NOT NULL;
CREATE INDEX withdrawal_review ON withdrawal (submitted_at, id) WHERE status = 'in_review';

-- What is reviewed for long is late too, once its promise has passed.
DROP INDEX withdrawal_promise;
CREATE INDEX withdrawal_promise ON withdrawal (promise_at)
    WHERE late_at IS NULL AND status IN ('in_review', 'approved', 'sending', 'unknown');

-- What is known of a document; the document itself lies sealed outside the database.
CREATE TABLE document (
    id TEXT PRIMARY KEY CHECK (length(id) = 26),
    account TEXT NOT NULL REFERENCES account (id),
    kind TEXT NOT NULL CHECK (kind IN (
        'application_form', 'id_photo', 'business_licence', 'closure_proof', 'deregistration', 'reimbursement_proof')),
    media_type TEXT NOT NULL,
    size_bytes {integer} NOT NULL CHECK (size_bytes > 0),
    pages {integer} NOT NULL CHECK (pages > 0),
    uploaded_by TEXT NOT NULL,
    uploaded_at {integer} NOT NULL,
    delete_at {integer},
    deleting_at {integer},
    deleted_at {integer}
) {strict};
CREATE INDEX document_account ON document (account);
CREATE INDEX document_delete ON document (delete_at) WHERE delete_at IS NOT NULL AND deleted_at IS NULL;

CREATE TABLE withdrawal_document (
    withdrawal TEXT NOT NULL REFERENCES withdrawal (id),
    document TEXT NOT NULL REFERENCES document (id),
    kind TEXT NOT NULL CHECK (kind IN (
        'application_form', 'id_photo', 'business_licence', 'closure_proof', 'deregistration', 'reimbursement_proof')),
    added_at {integer} NOT NULL,
    removed_at {integer},
    verdict TEXT CHECK (verdict IN ('accepted', 'refused')),
    verdict_code TEXT,
    verdict_note TEXT,
    verdict_by TEXT,
    verdict_at {integer},
    PRIMARY KEY (withdrawal, document),
    CHECK ((verdict IS NULL) = (verdict_at IS NULL))
) {strict};
CREATE INDEX withdrawal_document_document ON withdrawal_document (document);

CREATE TABLE staff (
    id {identity},
    chat_user {bigint} NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('finance', 'support', 'admin')),
    name TEXT NOT NULL,
    added_at {integer} NOT NULL,
    added_by TEXT NOT NULL,
    removed_at {integer},
    removed_by TEXT,
    CHECK ((removed_at IS NULL) = (removed_by IS NULL))
) {strict};
CREATE UNIQUE INDEX staff_live ON staff (chat_user, role) WHERE removed_at IS NULL;

-- Every message that shows staff a withdrawal, so that all of them are edited after a decision.
CREATE TABLE staff_card (
    withdrawal TEXT NOT NULL REFERENCES withdrawal (id),
    chat {bigint} NOT NULL,
    message_id {integer} NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('group', 'case')),
    PRIMARY KEY (withdrawal, chat, message_id)
) {strict};
