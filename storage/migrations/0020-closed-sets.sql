-- Closed sets of values in tables of their own: another value is a row then, and no table has to be made anew for it.
-- SQLite cannot alter a CHECK, so five tables are made anew here for the last time.

CREATE TABLE withdrawal_status (name TEXT PRIMARY KEY) {strict};
INSERT INTO withdrawal_status (name) VALUES
    ('draft'), ('expired'), ('discarded'), ('in_review'), ('approved'), ('sending'), ('unknown'), ('successful'),
    ('failed'), ('rejected'), ('cancelled');

-- Why money goes elsewhere than where it came from.
CREATE TABLE withdrawal_reason (name TEXT PRIMARY KEY) {strict};
INSERT INTO withdrawal_reason (name) VALUES
    ('window_passed'), ('account_closed'), ('deregistered'), ('advanced'), ('application');

CREATE TABLE payee_kind (
    name TEXT PRIMARY KEY,
    -- 1: nothing can be paid to it without its bank and branch.
    needs_bank {integer} NOT NULL CHECK (needs_bank IN (0, 1))
) {strict};
INSERT INTO payee_kind (name, needs_bank) VALUES ('alipay', 0), ('bank_card', 1);

CREATE TABLE top_up_channel (name TEXT PRIMARY KEY) {strict};
INSERT INTO top_up_channel (name) VALUES ('alipay'), ('online_banking'), ('bank_card');

CREATE TABLE document_kind (name TEXT PRIMARY KEY) {strict};
INSERT INTO document_kind (name) VALUES
    ('application_form'), ('id_photo'), ('business_licence'), ('closure_proof'), ('deregistration'),
    ('reimbursement_proof');

-- only: postgresql
ALTER TABLE withdrawal DROP CONSTRAINT withdrawal_status_check;
ALTER TABLE withdrawal ADD CONSTRAINT withdrawal_status_fkey FOREIGN KEY (status) REFERENCES withdrawal_status (name);
ALTER TABLE withdrawal DROP CONSTRAINT withdrawal_reason_check;
ALTER TABLE withdrawal ADD CONSTRAINT withdrawal_reason_fkey FOREIGN KEY (reason) REFERENCES withdrawal_reason (name);
ALTER TABLE payee DROP CONSTRAINT payee_kind_check;
ALTER TABLE payee ADD CONSTRAINT payee_kind_fkey FOREIGN KEY (kind) REFERENCES payee_kind (name);
ALTER TABLE payee DROP CONSTRAINT payee_check3;
ALTER TABLE top_up DROP CONSTRAINT top_up_channel_check;
ALTER TABLE top_up ADD CONSTRAINT top_up_channel_fkey FOREIGN KEY (channel) REFERENCES top_up_channel (name);
ALTER TABLE document DROP CONSTRAINT document_kind_check;
ALTER TABLE document ADD CONSTRAINT document_kind_fkey FOREIGN KEY (kind) REFERENCES document_kind (name);
ALTER TABLE withdrawal_document DROP CONSTRAINT withdrawal_document_kind_check;
ALTER TABLE withdrawal_document ADD CONSTRAINT withdrawal_document_kind_fkey
    FOREIGN KEY (kind) REFERENCES document_kind (name);
CREATE FUNCTION refuse_without_bank() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM payee_kind WHERE name = NEW.kind AND needs_bank = 1) THEN
        RAISE EXCEPTION 'a payee of this kind is complete with its bank and branch only';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER payee_has_bank BEFORE INSERT OR UPDATE ON payee
FOR EACH ROW WHEN (NEW.completed_at IS NOT NULL AND (NEW.bank IS NULL
    OR (NEW.bank_code IS NULL AND (NEW.branch IS NULL OR NEW.city IS NULL))))
EXECUTE FUNCTION refuse_without_bank();
-- end

-- only: sqlite
CREATE TABLE withdrawal_new (
    id TEXT PRIMARY KEY,
    account TEXT NOT NULL REFERENCES account (id),
    via_account TEXT NOT NULL REFERENCES account (id),
    chat_user {integer} NOT NULL REFERENCES chat_user (id),
    fund {integer} NOT NULL REFERENCES fund (id),
    amount_fen {integer} CHECK (amount_fen > 0),
    method TEXT CHECK (method IN ('original', 'designated', 'application')),
    status TEXT NOT NULL REFERENCES withdrawal_status (name),
    version {integer} NOT NULL DEFAULT 1,
    created_at {integer} NOT NULL,
    updated_at {integer} NOT NULL,
    expires_at {integer},
    submitted_at {integer},
    approved_at {integer},
    promise_at {integer},
    sent_at {integer},
    ended_at {integer},
    flags TEXT NOT NULL DEFAULT '[]',
    reason_code TEXT,
    reason_text TEXT,
    action_at {integer},
    action_count {integer} NOT NULL DEFAULT 0,
    channel_reference TEXT,
    late_at {integer},
    returned_at {integer} CHECK (returned_at IS NULL OR status = 'failed'),
    return_reference TEXT,
    -- When a payout still without a result is told to staff, and when the channel is asked whether one came back.
    stuck_at {integer} CHECK (stuck_at IS NULL OR status IN ('sending', 'unknown')),
    return_ask_at {integer} CHECK (return_ask_at IS NULL OR status = 'successful'),
    reason TEXT REFERENCES withdrawal_reason (name),
    note_sealed {blob},
    payee {integer} REFERENCES payee (id),
    retried_from TEXT REFERENCES withdrawal (id),
    -- Who among staff reads the case just now, and since when.
    claimed_by TEXT,
    claimed_at {integer} CHECK ((claimed_at IS NULL) = (claimed_by IS NULL)),
    -- When a document was asked for again; NULL when nothing is waited for.
    asked_again {integer} CHECK (asked_again IS NULL OR status <> 'draft'),
    -- When the group is told that a case still waits; only of use while it is In Review.
    remind_at {integer},
    -- From when a withdrawal to a payee may be approved: its link was younger than a day when it was submitted.
    approve_from_at {integer},
    -- A lease of a payout, or of a question about it, lives for as long as it is due at this very moment.
    leased_by {integer},
    leased_until {integer},
    CHECK (status IN ('draft', 'expired', 'discarded') OR (amount_fen IS NOT NULL AND method IS NOT NULL AND
        submitted_at IS NOT NULL)),
    CHECK ((status = 'draft') = (expires_at IS NOT NULL)),
    CHECK ((status IN ('approved', 'sending', 'unknown')) = (action_at IS NOT NULL))
) {strict};
INSERT INTO withdrawal_new (id, account, via_account, chat_user, fund, amount_fen, method, status, version,
    created_at, updated_at, expires_at, submitted_at, approved_at, promise_at, sent_at, ended_at, flags,
    reason_code, reason_text, action_at, action_count, channel_reference, late_at, returned_at, return_reference,
    stuck_at, return_ask_at, reason, note_sealed, payee, retried_from, claimed_by, claimed_at, asked_again,
    remind_at, approve_from_at, leased_by, leased_until)
SELECT id, account, via_account, chat_user, fund, amount_fen, method, status, version, created_at, updated_at,
    expires_at, submitted_at, approved_at, promise_at, sent_at, ended_at, flags, reason_code, reason_text,
    action_at, action_count, channel_reference, late_at, returned_at, return_reference, stuck_at, return_ask_at,
    reason, note_sealed, payee, retried_from, claimed_by, claimed_at, asked_again, remind_at, approve_from_at,
    leased_by, leased_until
FROM withdrawal;
DROP TABLE withdrawal;
ALTER TABLE withdrawal_new RENAME TO withdrawal;
CREATE UNIQUE INDEX withdrawal_draft ON withdrawal (chat_user, account) WHERE status = 'draft';
CREATE INDEX withdrawal_expiry ON withdrawal (expires_at) WHERE expires_at IS NOT NULL;
CREATE INDEX withdrawal_action ON withdrawal (action_at) WHERE action_at IS NOT NULL;
CREATE INDEX withdrawal_account ON withdrawal (account, submitted_at);
CREATE INDEX withdrawal_fund ON withdrawal (fund);
CREATE INDEX withdrawal_stuck ON withdrawal (stuck_at) WHERE stuck_at IS NOT NULL;
CREATE INDEX withdrawal_return_ask ON withdrawal (return_ask_at) WHERE return_ask_at IS NOT NULL;
CREATE INDEX withdrawal_payee ON withdrawal (payee) WHERE payee IS NOT NULL;
CREATE INDEX withdrawal_review ON withdrawal (submitted_at, id) WHERE status = 'in_review';
CREATE INDEX withdrawal_promise ON withdrawal (promise_at)
    WHERE late_at IS NULL AND status IN ('in_review', 'approved', 'sending', 'unknown');
CREATE INDEX withdrawal_remind ON withdrawal (remind_at) WHERE status = 'in_review' AND remind_at IS NOT NULL;
CREATE INDEX withdrawal_fresh ON withdrawal (action_at, id) WHERE status = 'approved';
CREATE INDEX withdrawal_asked ON withdrawal (action_at, id) WHERE status IN ('sending', 'unknown');
CREATE INDEX withdrawal_reference ON withdrawal (channel_reference) WHERE channel_reference IS NOT NULL;
CREATE INDEX withdrawal_back ON withdrawal (return_reference) WHERE return_reference IS NOT NULL;

CREATE TABLE payee_new (
    id {identity},
    account TEXT NOT NULL REFERENCES account (id),
    kind TEXT REFERENCES payee_kind (name),
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
    CHECK (completed_at IS NULL OR (kind IS NOT NULL AND number_key IS NOT NULL AND name_key IS NOT NULL))
) {strict};
INSERT INTO payee_new (id, account, kind, number_sealed, number_key, number_masked, name_sealed, name_key,
    name_differs, bank, province, city, branch, bank_code, by_hand, created_at, created_by, completed_at)
SELECT id, account, kind, number_sealed, number_key, number_masked, name_sealed, name_key, name_differs, bank,
    province, city, branch, bank_code, by_hand, created_at, created_by, completed_at
FROM payee;
-- The numbers go on behind the greatest that was ever given.
DELETE FROM sqlite_sequence WHERE name = 'payee_new';
UPDATE sqlite_sequence SET name = 'payee_new' WHERE name = 'payee';
DROP TABLE payee;
ALTER TABLE payee_new RENAME TO payee;
CREATE INDEX payee_account ON payee (account, id);
CREATE INDEX payee_number ON payee (number_key) WHERE number_key IS NOT NULL;

CREATE TABLE top_up_new (
    order_id TEXT PRIMARY KEY CHECK (length(order_id) BETWEEN 1 AND 64),
    fund {integer} NOT NULL UNIQUE REFERENCES fund (id),
    channel TEXT NOT NULL REFERENCES top_up_channel (name),
    bank TEXT,
    holder TEXT NOT NULL CHECK (holder IN ('personal', 'corporate')),
    reference TEXT,
    CHECK (channel <> 'online_banking' OR bank IS NOT NULL)
) {strict};
INSERT INTO top_up_new (order_id, fund, channel, bank, holder, reference)
SELECT order_id, fund, channel, bank, holder, reference
FROM top_up;
DROP TABLE top_up;
ALTER TABLE top_up_new RENAME TO top_up;

CREATE TABLE document_new (
    id TEXT PRIMARY KEY CHECK (length(id) = 26),
    account TEXT NOT NULL REFERENCES account (id),
    kind TEXT NOT NULL REFERENCES document_kind (name),
    media_type TEXT NOT NULL,
    size_bytes {integer} NOT NULL CHECK (size_bytes > 0),
    pages {integer} NOT NULL CHECK (pages > 0),
    uploaded_by TEXT NOT NULL,
    uploaded_at {integer} NOT NULL,
    delete_at {integer},
    deleting_at {integer},
    deleted_at {integer},
    -- 1: signed electronically, over the whole file, and kept as it came.
    signed {integer} NOT NULL DEFAULT 0 CHECK (signed IN (0, 1))
) {strict};
INSERT INTO document_new (id, account, kind, media_type, size_bytes, pages, uploaded_by, uploaded_at, delete_at,
    deleting_at, deleted_at, signed)
SELECT id, account, kind, media_type, size_bytes, pages, uploaded_by, uploaded_at, delete_at, deleting_at,
    deleted_at, signed
FROM document;
DROP TABLE document;
ALTER TABLE document_new RENAME TO document;
CREATE INDEX document_account ON document (account);
CREATE INDEX document_delete ON document (delete_at) WHERE delete_at IS NOT NULL AND deleted_at IS NULL;

CREATE TABLE withdrawal_document_new (
    withdrawal TEXT NOT NULL REFERENCES withdrawal (id),
    document TEXT NOT NULL REFERENCES document (id),
    kind TEXT NOT NULL REFERENCES document_kind (name),
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
INSERT INTO withdrawal_document_new (withdrawal, document, kind, added_at, removed_at, verdict, verdict_code,
    verdict_note, verdict_by, verdict_at)
SELECT withdrawal, document, kind, added_at, removed_at, verdict, verdict_code, verdict_note, verdict_by, verdict_at
FROM withdrawal_document;
DROP TABLE withdrawal_document;
ALTER TABLE withdrawal_document_new RENAME TO withdrawal_document;
CREATE INDEX withdrawal_document_document ON withdrawal_document (document);

CREATE TRIGGER payee_has_bank_i BEFORE INSERT ON payee
WHEN NEW.completed_at IS NOT NULL
     AND (NEW.bank IS NULL OR (NEW.bank_code IS NULL AND (NEW.branch IS NULL OR NEW.city IS NULL)))
     AND EXISTS (SELECT 1 FROM payee_kind WHERE name = NEW.kind AND needs_bank = 1)
BEGIN SELECT RAISE(ABORT, 'a payee of this kind is complete with its bank and branch only'); END;
CREATE TRIGGER payee_has_bank_u BEFORE UPDATE ON payee
WHEN NEW.completed_at IS NOT NULL
     AND (NEW.bank IS NULL OR (NEW.bank_code IS NULL AND (NEW.branch IS NULL OR NEW.city IS NULL)))
     AND EXISTS (SELECT 1 FROM payee_kind WHERE name = NEW.kind AND needs_bank = 1)
BEGIN SELECT RAISE(ABORT, 'a payee of this kind is complete with its bank and branch only'); END;
-- end
