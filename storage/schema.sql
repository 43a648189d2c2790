-- The schema after all migrations, in SQLite's dialect. To be read, never run; made by: make generated
-- PostgreSQL has the same tables, with BIGINT for INTEGER, BYTEA for BLOB, and its own spelling of the triggers.

CREATE TABLE migration (
    id TEXT PRIMARY KEY
) STRICT;

CREATE TABLE meta (
    name TEXT PRIMARY KEY,
    value BLOB NOT NULL
) STRICT;

CREATE TABLE account (
    id TEXT PRIMARY KEY CHECK (length(id) BETWEEN 1 AND 64),
    name TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('personal', 'enterprise')),
    identity_sealed BLOB NOT NULL,
    identity_key BLOB NOT NULL,
    real_name TEXT NOT NULL CHECK (real_name IN ('verified', 'pending')),
    phone_sealed BLOB NOT NULL,
    phone_key BLOB NOT NULL,
    phone_changed_at INTEGER,
    locale TEXT,
    management_account TEXT REFERENCES account (id) CHECK (management_account <> id),
    is_test INTEGER NOT NULL CHECK (is_test IN (0, 1)),
    standing TEXT NOT NULL DEFAULT 'good' CHECK (standing IN ('good', 'suspended', 'closed')),
    opened_at INTEGER NOT NULL,
    reserve_due_at INTEGER
) STRICT;
CREATE INDEX account_identity ON account (identity_key);
CREATE INDEX account_phone ON account (phone_key);
CREATE INDEX account_management ON account (management_account);
CREATE TRIGGER account_test_for_ever BEFORE UPDATE OF is_test ON account WHEN NEW.is_test <> OLD.is_test
BEGIN SELECT RAISE(ABORT, 'what is a test account is fixed'); END;
CREATE INDEX account_reserve_due ON account (reserve_due_at, id) WHERE reserve_due_at IS NOT NULL;
CREATE TRIGGER account_sum_begins AFTER INSERT ON account
BEGIN INSERT INTO account_sum (account) VALUES (NEW.id); END;

CREATE TABLE event (
    id TEXT PRIMARY KEY CHECK (length(id) BETWEEN 1 AND 64),
    content_key BLOB NOT NULL,
    type TEXT NOT NULL,
    account TEXT NOT NULL REFERENCES account (id),
    at INTEGER NOT NULL,
    received_at INTEGER NOT NULL
) STRICT;
CREATE INDEX event_account ON event (account);
CREATE INDEX event_received ON event (received_at);

CREATE TABLE fund (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    account TEXT NOT NULL REFERENCES account (id),
    kind TEXT NOT NULL CHECK (kind IN ('top_up', 'transfer', 'other')),
    amount_fen INTEGER NOT NULL CHECK (amount_fen > 0),
    remaining_fen INTEGER NOT NULL CHECK (remaining_fen >= 0),
    at INTEGER NOT NULL,
    CHECK (remaining_fen <= amount_fen)
) STRICT;
CREATE INDEX fund_account ON fund (account, kind, at, id);
CREATE TRIGGER fund_summed_i AFTER INSERT ON fund WHEN NEW.remaining_fen <> 0
BEGIN
    UPDATE account_sum SET cash_fen = cash_fen + NEW.remaining_fen,
        transferred_fen = transferred_fen + CASE NEW.kind WHEN 'transfer' THEN NEW.remaining_fen ELSE 0 END,
        other_fen = other_fen + CASE NEW.kind WHEN 'other' THEN NEW.remaining_fen ELSE 0 END
    WHERE account = NEW.account;
END;
CREATE TRIGGER fund_summed_u AFTER UPDATE OF remaining_fen ON fund WHEN NEW.remaining_fen <> OLD.remaining_fen
BEGIN
    UPDATE account_sum SET cash_fen = cash_fen + (NEW.remaining_fen - OLD.remaining_fen),
        transferred_fen = transferred_fen
            + CASE NEW.kind WHEN 'transfer' THEN NEW.remaining_fen - OLD.remaining_fen ELSE 0 END,
        other_fen = other_fen + CASE NEW.kind WHEN 'other' THEN NEW.remaining_fen - OLD.remaining_fen ELSE 0 END
    WHERE account = NEW.account;
END;
CREATE INDEX fund_open ON fund (account, kind, at, id) WHERE remaining_fen > 0;

CREATE TABLE top_up (
    order_id TEXT PRIMARY KEY CHECK (length(order_id) BETWEEN 1 AND 64),
    fund INTEGER NOT NULL UNIQUE REFERENCES fund (id),
    channel TEXT NOT NULL REFERENCES top_up_channel (name),
    bank TEXT,
    holder TEXT NOT NULL CHECK (holder IN ('personal', 'corporate')),
    reference TEXT,
    CHECK (channel <> 'online_banking' OR bank IS NOT NULL)
) STRICT;

CREATE TABLE adjustment (
    id TEXT PRIMARY KEY CHECK (length(id) BETWEEN 1 AND 64),
    fund INTEGER NOT NULL UNIQUE REFERENCES fund (id),
    reason TEXT NOT NULL
) STRICT;

CREATE TABLE transfer (
    id TEXT PRIMARY KEY CHECK (length(id) BETWEEN 1 AND 64),
    sender TEXT NOT NULL REFERENCES account (id),
    fund INTEGER NOT NULL UNIQUE REFERENCES fund (id)
) STRICT;
CREATE INDEX transfer_sender ON transfer (sender);

CREATE TABLE bill (
    id TEXT PRIMARY KEY CHECK (length(id) BETWEEN 1 AND 64),
    account TEXT NOT NULL REFERENCES account (id),
    cycle TEXT,
    amount_fen INTEGER NOT NULL CHECK (amount_fen > 0),
    paid_fen INTEGER NOT NULL DEFAULT 0 CHECK (paid_fen >= 0),
    issued_at INTEGER NOT NULL,
    CHECK (paid_fen <= amount_fen)
) STRICT;
CREATE UNIQUE INDEX bill_cycle ON bill (account, cycle) WHERE cycle IS NOT NULL;
CREATE INDEX bill_account ON bill (account);
CREATE TRIGGER bill_summed_i AFTER INSERT ON bill
BEGIN
    UPDATE account_sum SET overdue_fen = overdue_fen + (NEW.amount_fen - NEW.paid_fen) WHERE account = NEW.account;
END;
CREATE TRIGGER bill_summed_u AFTER UPDATE OF amount_fen, paid_fen ON bill
BEGIN
    UPDATE account_sum
    SET overdue_fen = overdue_fen + ((NEW.amount_fen - NEW.paid_fen) - (OLD.amount_fen - OLD.paid_fen))
    WHERE account = NEW.account;
END;
CREATE INDEX bill_open ON bill (account, issued_at, id) WHERE paid_fen < amount_fen;

CREATE TABLE cycle_usage (
    account TEXT NOT NULL REFERENCES account (id),
    cycle TEXT NOT NULL,
    unsettled_fen INTEGER NOT NULL CHECK (unsettled_fen >= 0),
    PRIMARY KEY (account, cycle)
) STRICT;
CREATE TRIGGER usage_summed_i AFTER INSERT ON cycle_usage
BEGIN
    UPDATE account_sum SET unsettled_fen = unsettled_fen + NEW.unsettled_fen WHERE account = NEW.account;
END;
CREATE TRIGGER usage_summed_u AFTER UPDATE OF unsettled_fen ON cycle_usage
WHEN NEW.unsettled_fen <> OLD.unsettled_fen
BEGIN
    UPDATE account_sum SET unsettled_fen = unsettled_fen + (NEW.unsettled_fen - OLD.unsettled_fen)
    WHERE account = NEW.account;
END;
CREATE INDEX usage_open ON cycle_usage (account, cycle) WHERE unsettled_fen > 0;

CREATE TABLE credit_note (
    id TEXT PRIMARY KEY CHECK (length(id) BETWEEN 1 AND 64),
    account TEXT NOT NULL REFERENCES account (id),
    order_id TEXT NOT NULL,
    invoiced_fen INTEGER NOT NULL CHECK (invoiced_fen > 0),
    actual_fen INTEGER NOT NULL CHECK (actual_fen >= 0),
    open_fen INTEGER NOT NULL CHECK (open_fen >= 0),
    raised_at INTEGER NOT NULL,
    CHECK (invoiced_fen > actual_fen),
    CHECK (open_fen <= invoiced_fen - actual_fen)
) STRICT;
CREATE TRIGGER credit_note_summed_i AFTER INSERT ON credit_note
BEGIN
    UPDATE account_sum SET credit_notes_fen = credit_notes_fen + NEW.open_fen WHERE account = NEW.account;
END;
CREATE TRIGGER credit_note_summed_u AFTER UPDATE OF open_fen ON credit_note
BEGIN
    UPDATE account_sum SET credit_notes_fen = credit_notes_fen + (NEW.open_fen - OLD.open_fen)
    WHERE account = NEW.account;
END;
CREATE INDEX credit_note_open ON credit_note (account, raised_at, id) WHERE open_fen > 0;

CREATE TABLE resource (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    account TEXT NOT NULL REFERENCES account (id),
    name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 64),
    product TEXT NOT NULL,
    billing TEXT NOT NULL CHECK (billing IN ('pay_as_you_go', 'subscription')),
    created_at INTEGER NOT NULL,
    released_at INTEGER
) STRICT;
CREATE UNIQUE INDEX resource_active ON resource (account, name) WHERE released_at IS NULL;
CREATE INDEX resource_account ON resource (account, billing);
CREATE TRIGGER resource_summed_i AFTER INSERT ON resource
WHEN NEW.billing = 'pay_as_you_go' AND NEW.released_at IS NULL
BEGIN
    UPDATE account_sum SET active_resources = active_resources + 1 WHERE account = NEW.account;
END;
CREATE TRIGGER resource_summed_u AFTER UPDATE OF released_at ON resource
WHEN NEW.billing = 'pay_as_you_go' AND (NEW.released_at IS NULL) <> (OLD.released_at IS NULL)
BEGIN
    UPDATE account_sum
    SET active_resources = active_resources + CASE WHEN NEW.released_at IS NULL THEN 1 ELSE -1 END
    WHERE account = NEW.account;
END;
CREATE INDEX resource_running ON resource (account, created_at, id)
    WHERE billing = 'pay_as_you_go' AND released_at IS NULL;
CREATE INDEX resource_released ON resource (account, released_at)
    WHERE billing = 'pay_as_you_go' AND released_at IS NOT NULL;

-- What a bill or a transfer took from which fund, in the order in which it left.
CREATE TABLE draw (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    purpose TEXT NOT NULL CHECK (purpose IN ('bill', 'transfer')),
    reference TEXT NOT NULL,
    fund INTEGER NOT NULL REFERENCES fund (id),
    amount_fen INTEGER NOT NULL CHECK (amount_fen > 0),
    returned_fen INTEGER NOT NULL DEFAULT 0 CHECK (returned_fen >= 0),
    CHECK (returned_fen <= amount_fen)
) STRICT;
CREATE INDEX draw_reference ON draw (purpose, reference, id);
CREATE INDEX draw_fund ON draw (fund);

CREATE TABLE chat_user (
    id INTEGER PRIMARY KEY,
    locale TEXT,
    current_account TEXT REFERENCES account (id),
    blocked_at INTEGER,
    created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE link (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    chat_user INTEGER NOT NULL REFERENCES chat_user (id),
    account TEXT NOT NULL REFERENCES account (id),
    linked_at INTEGER NOT NULL,
    unlinked_at INTEGER,
    -- NULL in proved_at: as linked_at. A suspended link shows nothing until its chat proves the account's new phone.
    proved_at INTEGER,
    suspended_at INTEGER,
    name_sealed BLOB,
    ended_why TEXT CHECK (ended_why IN ('self', 'code', 'not_me', 'support', 'operator')),
    ended_by TEXT
) STRICT;
CREATE UNIQUE INDEX link_live ON link (chat_user, account) WHERE unlinked_at IS NULL;
CREATE INDEX link_account ON link (account);
CREATE INDEX link_on ON link (account) WHERE unlinked_at IS NULL;
CREATE INDEX link_ended ON link (chat_user, account) WHERE unlinked_at IS NOT NULL;

CREATE TABLE link_token (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    token_key BLOB NOT NULL UNIQUE,
    account TEXT NOT NULL REFERENCES account (id),
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    claimed_by INTEGER REFERENCES chat_user (id),
    ended_at INTEGER
) STRICT;
CREATE INDEX link_token_account ON link_token (account);
CREATE INDEX link_token_over ON link_token (expires_at);
CREATE INDEX link_token_expiry ON link_token (expires_at) WHERE ended_at IS NULL;

CREATE TABLE withdrawal (
    id TEXT PRIMARY KEY,
    account TEXT NOT NULL REFERENCES account (id),
    via_account TEXT NOT NULL REFERENCES account (id),
    chat_user INTEGER NOT NULL REFERENCES chat_user (id),
    fund INTEGER NOT NULL REFERENCES fund (id),
    amount_fen INTEGER CHECK (amount_fen > 0),
    method TEXT CHECK (method IN ('original', 'designated', 'application')),
    status TEXT NOT NULL REFERENCES withdrawal_status (name),
    version INTEGER NOT NULL DEFAULT 1,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    expires_at INTEGER,
    submitted_at INTEGER,
    approved_at INTEGER,
    promise_at INTEGER,
    sent_at INTEGER,
    ended_at INTEGER,
    flags TEXT NOT NULL DEFAULT '[]',
    reason_code TEXT,
    reason_text TEXT,
    action_at INTEGER,
    action_count INTEGER NOT NULL DEFAULT 0,
    channel_reference TEXT,
    late_at INTEGER,
    returned_at INTEGER CHECK (returned_at IS NULL OR status = 'failed'),
    return_reference TEXT,
    -- When a payout still without a result is told to staff, and when the channel is asked whether one came back.
    stuck_at INTEGER CHECK (stuck_at IS NULL OR status IN ('sending', 'unknown')),
    return_ask_at INTEGER CHECK (return_ask_at IS NULL OR status = 'successful'),
    reason TEXT REFERENCES withdrawal_reason (name),
    note_sealed BLOB,
    payee INTEGER REFERENCES payee (id),
    retried_from TEXT REFERENCES withdrawal (id),
    -- Who among staff reads the case just now, and since when.
    claimed_by TEXT,
    claimed_at INTEGER CHECK ((claimed_at IS NULL) = (claimed_by IS NULL)),
    -- When a document was asked for again; NULL when nothing is waited for.
    asked_again INTEGER CHECK (asked_again IS NULL OR status <> 'draft'),
    -- When the group is told that a case still waits; only of use while it is In Review.
    remind_at INTEGER,
    -- From when a withdrawal to a payee may be approved: its link was younger than a day when it was submitted.
    approve_from_at INTEGER,
    -- A lease of a payout, or of a question about it, lives for as long as it is due at this very moment.
    leased_by INTEGER,
    leased_until INTEGER,
    CHECK (status IN ('draft', 'expired', 'discarded') OR (amount_fen IS NOT NULL AND method IS NOT NULL AND
        submitted_at IS NOT NULL)),
    CHECK ((status = 'draft') = (expires_at IS NOT NULL)),
    CHECK ((status IN ('approved', 'sending', 'unknown')) = (action_at IS NOT NULL))
) STRICT;
CREATE UNIQUE INDEX withdrawal_draft ON withdrawal (chat_user, account) WHERE status = 'draft';
CREATE INDEX withdrawal_action ON withdrawal (action_at) WHERE action_at IS NOT NULL;
CREATE INDEX withdrawal_fund ON withdrawal (fund);
CREATE INDEX withdrawal_review ON withdrawal (submitted_at, id) WHERE status = 'in_review';
CREATE INDEX withdrawal_fresh ON withdrawal (action_at, id) WHERE status = 'approved';
CREATE INDEX withdrawal_asked ON withdrawal (action_at, id) WHERE status IN ('sending', 'unknown');
CREATE INDEX withdrawal_reference ON withdrawal (channel_reference) WHERE channel_reference IS NOT NULL;
CREATE INDEX withdrawal_back ON withdrawal (return_reference) WHERE return_reference IS NOT NULL;
CREATE INDEX withdrawal_begun ON withdrawal (chat_user, account, created_at);
CREATE INDEX withdrawal_paid_to ON withdrawal (account, submitted_at, id)
    WHERE payee IS NOT NULL AND submitted_at IS NOT NULL;
CREATE INDEX withdrawal_expiry ON withdrawal (expires_at, id) WHERE expires_at IS NOT NULL;
CREATE INDEX withdrawal_stuck ON withdrawal (stuck_at, id) WHERE stuck_at IS NOT NULL;
CREATE INDEX withdrawal_return_ask ON withdrawal (return_ask_at, id) WHERE return_ask_at IS NOT NULL;
CREATE INDEX withdrawal_promise ON withdrawal (promise_at, id)
    WHERE late_at IS NULL AND status IN ('in_review', 'approved', 'sending', 'unknown');
CREATE INDEX withdrawal_remind ON withdrawal (remind_at, id) WHERE status = 'in_review' AND remind_at IS NOT NULL;
CREATE TRIGGER withdrawal_summed_i AFTER INSERT ON withdrawal
WHEN NEW.status IN ('in_review', 'approved', 'sending', 'unknown')
BEGIN
    UPDATE account_sum SET in_withdrawal_fen = in_withdrawal_fen + NEW.amount_fen WHERE account = NEW.account;
END;
CREATE TRIGGER withdrawal_summed_u AFTER UPDATE OF status, amount_fen ON withdrawal
WHEN NEW.status <> OLD.status OR NEW.amount_fen <> OLD.amount_fen
BEGIN
    UPDATE account_sum SET in_withdrawal_fen = in_withdrawal_fen
        + CASE WHEN NEW.status IN ('in_review', 'approved', 'sending', 'unknown') THEN NEW.amount_fen ELSE 0 END
        - CASE WHEN OLD.status IN ('in_review', 'approved', 'sending', 'unknown') THEN OLD.amount_fen ELSE 0 END
    WHERE account = NEW.account
      AND (NEW.status IN ('in_review', 'approved', 'sending', 'unknown')
           OR OLD.status IN ('in_review', 'approved', 'sending', 'unknown'));
END;
CREATE INDEX withdrawal_account ON withdrawal (account, submitted_at, id);
CREATE INDEX withdrawal_waits ON withdrawal (account) WHERE status IN ('in_review', 'approved');
CREATE INDEX withdrawal_waits_via ON withdrawal (via_account) WHERE status IN ('in_review', 'approved');
CREATE INDEX withdrawal_payee ON withdrawal (payee, submitted_at) WHERE payee IS NOT NULL;
CREATE INDEX withdrawal_under_way ON withdrawal (account)
    WHERE status IN ('in_review', 'approved', 'sending', 'unknown');

-- Every step of a withdrawal's life, never edited.
CREATE TABLE transition (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    withdrawal TEXT NOT NULL REFERENCES withdrawal (id),
    at INTEGER NOT NULL,
    from_status TEXT NOT NULL,
    to_status TEXT NOT NULL,
    version INTEGER NOT NULL,
    who TEXT NOT NULL,
    UNIQUE (withdrawal, version)
) STRICT;
CREATE TRIGGER transition_append_only_u BEFORE UPDATE ON transition
BEGIN SELECT RAISE(ABORT, 'transition is append-only'); END;
CREATE TRIGGER transition_append_only_d BEFORE DELETE ON transition
BEGIN SELECT RAISE(ABORT, 'transition is append-only'); END;
CREATE INDEX transition_decided ON transition (at) WHERE from_status = 'in_review';

CREATE TABLE approval (
    withdrawal TEXT NOT NULL REFERENCES withdrawal (id),
    what TEXT NOT NULL CHECK (what IN ('approve', 'settle_paid', 'settle_failed')),
    reviewer TEXT NOT NULL,
    document TEXT,
    at INTEGER NOT NULL,
    PRIMARY KEY (withdrawal, what, reviewer)
) STRICT;

CREATE TABLE journal (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,
    reference TEXT NOT NULL,
    at INTEGER NOT NULL,
    recorded_at INTEGER NOT NULL,
    reverses INTEGER UNIQUE REFERENCES journal (id)
) STRICT;
CREATE INDEX journal_reference ON journal (reference);
CREATE TRIGGER journal_append_only_u BEFORE UPDATE ON journal
BEGIN SELECT RAISE(ABORT, 'journal is append-only'); END;
CREATE TRIGGER journal_append_only_d BEFORE DELETE ON journal
BEGIN SELECT RAISE(ABORT, 'journal is append-only'); END;

CREATE TABLE posting (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    journal INTEGER NOT NULL REFERENCES journal (id),
    side TEXT NOT NULL CHECK (side IN ('fund', 'in_withdrawal', 'external')),
    fund INTEGER REFERENCES fund (id),
    withdrawal TEXT REFERENCES withdrawal (id),
    amount_fen INTEGER NOT NULL CHECK (amount_fen <> 0),
    CHECK ((side = 'fund') = (fund IS NOT NULL)),
    CHECK ((side = 'in_withdrawal') = (withdrawal IS NOT NULL))
) STRICT;
CREATE INDEX posting_journal ON posting (journal);
CREATE INDEX posting_fund ON posting (fund) WHERE fund IS NOT NULL;
CREATE INDEX posting_withdrawal ON posting (withdrawal) WHERE withdrawal IS NOT NULL;
CREATE TRIGGER posting_append_only_u BEFORE UPDATE ON posting
BEGIN SELECT RAISE(ABORT, 'posting is append-only'); END;
CREATE TRIGGER posting_append_only_d BEFORE DELETE ON posting
BEGIN SELECT RAISE(ABORT, 'posting is append-only'); END;

CREATE TABLE one_time_code (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    scope TEXT NOT NULL CHECK (scope IN ('withdrawal', 'link', 'phone')),
    subject TEXT NOT NULL,
    account TEXT REFERENCES account (id),
    phone_key BLOB NOT NULL,
    binding BLOB NOT NULL,
    code_key BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    wrong_tries INTEGER NOT NULL DEFAULT 0,
    accepted_at INTEGER,
    ended_at INTEGER,
    ended_why TEXT CHECK (ended_why IN ('used', 'replaced', 'wrong', 'edited', 'expired', 'phone')),
    chat_user INTEGER REFERENCES chat_user (id),
    CHECK (scope = 'phone' OR account IS NOT NULL),
    CHECK ((ended_at IS NULL) = (ended_why IS NULL))
) STRICT;
CREATE UNIQUE INDEX code_live ON one_time_code (scope, subject) WHERE ended_at IS NULL;
CREATE INDEX code_phone ON one_time_code (phone_key, created_at);
CREATE INDEX code_account ON one_time_code (account) WHERE ended_at IS NULL;
CREATE INDEX code_ended ON one_time_code (ended_at) WHERE ended_at IS NOT NULL;
CREATE INDEX code_asker ON one_time_code (chat_user, created_at) WHERE chat_user IS NOT NULL;
CREATE INDEX code_expiry ON one_time_code (expires_at, id) WHERE ended_at IS NULL;

CREATE TABLE outbox (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    event_key TEXT NOT NULL,
    recipient TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('push', 'card', 'sms', 'staff')),
    chat_user INTEGER REFERENCES chat_user (id),
    account TEXT REFERENCES account (id),
    template TEXT NOT NULL,
    params TEXT NOT NULL,
    secret BLOB,
    status TEXT NOT NULL DEFAULT 'waiting' CHECK (status IN ('waiting', 'sending', 'sent', 'superseded', 'expired',
        'blocked', 'failed', 'logged')),
    due_at INTEGER NOT NULL,
    expires_at INTEGER,
    lease INTEGER NOT NULL DEFAULT 0,
    attempts INTEGER NOT NULL DEFAULT 0,
    created_at INTEGER NOT NULL,
    ended_at INTEGER,
    -- Tries that failed, and those among them after which the provider may have taken it all the same.
    failures INTEGER NOT NULL DEFAULT 0,
    unsure INTEGER NOT NULL DEFAULT 0,
    leased_by INTEGER,
    UNIQUE (event_key, recipient),
    CHECK ((kind IN ('sms', 'staff')) = (chat_user IS NULL)),
    CHECK (secret IS NULL OR status IN ('waiting', 'sending'))
) STRICT;
CREATE INDEX outbox_due ON outbox (due_at, id) WHERE status IN ('waiting', 'sending');
CREATE INDEX outbox_chat ON outbox (chat_user, status);
CREATE INDEX outbox_staff ON outbox (id) WHERE kind = 'staff' AND status IN ('waiting', 'sending');
CREATE INDEX outbox_ended ON outbox (ended_at) WHERE ended_at IS NOT NULL;
CREATE INDEX outbox_expiry ON outbox (expires_at) WHERE status IN ('waiting', 'sending') AND expires_at IS NOT NULL;

CREATE TABLE test_inbox (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    account TEXT NOT NULL REFERENCES account (id),
    text_sealed BLOB NOT NULL,
    at INTEGER NOT NULL
) STRICT;
CREATE INDEX test_inbox_account ON test_inbox (account, id);

-- The one message per chat that shows a withdrawal's state and is edited as it moves.
CREATE TABLE status_card (
    withdrawal TEXT NOT NULL REFERENCES withdrawal (id),
    chat_user INTEGER NOT NULL REFERENCES chat_user (id),
    message_id INTEGER NOT NULL,
    -- A message is one bot's; 0: of whichever bot runs first from now on.
    bot INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (withdrawal, chat_user)
) STRICT;

CREATE TABLE seen_update (
    update_id INTEGER PRIMARY KEY,
    at INTEGER NOT NULL
) STRICT;
CREATE INDEX seen_update_at ON seen_update (at);

CREATE TABLE audit (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    who TEXT NOT NULL,
    acting_as TEXT,
    use_case TEXT NOT NULL,
    account TEXT,
    subject TEXT,
    outcome TEXT NOT NULL,
    update_id INTEGER,
    -- Whether staff did it, in which session, and why; NULL in rows from before.
    by_staff INTEGER CHECK (by_staff IN (0, 1)),
    session INTEGER REFERENCES acting_session (id),
    ticket TEXT,
    reason_sealed BLOB,
    -- refused: nothing was done; NULL in rows from before. detail: a JSON object, its names in domain/audit.py.
    refused INTEGER CHECK (refused IN (0, 1)),
    amount_fen INTEGER,
    version INTEGER,
    detail TEXT
) STRICT;
CREATE INDEX audit_account ON audit (account, id);
CREATE TRIGGER audit_append_only_d BEFORE DELETE ON audit
BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END;
CREATE INDEX audit_by_staff ON audit (account, id) WHERE by_staff = 1;
CREATE INDEX audit_who ON audit (who, id);
CREATE INDEX audit_at ON audit (at);
CREATE TRIGGER audit_waits AFTER INSERT ON audit
BEGIN INSERT INTO audit_unchained (audit) VALUES (NEW.id); END;
CREATE TRIGGER audit_append_only_u BEFORE UPDATE OF id, at, who, acting_as, use_case, account, subject, outcome, update_id,
    by_staff, session, ticket, refused, amount_fen, version, detail ON audit
BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END;
CREATE TRIGGER audit_sealed_stays BEFORE UPDATE OF reason_sealed ON audit
WHEN OLD.reason_sealed IS NULL OR NEW.reason_sealed IS NULL
BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END;
CREATE INDEX audit_acting ON audit (acting_as, id) WHERE acting_as IS NOT NULL;

CREATE TABLE fsm (
    key TEXT PRIMARY KEY,
    state TEXT,
    data TEXT NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;
CREATE INDEX fsm_silent ON fsm (updated_at);

-- One row for each pair of chat user and number; the number itself is not kept, only what its screens show of it.
CREATE TABLE phone_claim (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    chat_user INTEGER NOT NULL REFERENCES chat_user (id),
    phone_key BLOB NOT NULL,
    shown_sealed BLOB NOT NULL,
    asked_at INTEGER NOT NULL,
    wrong_tries INTEGER NOT NULL DEFAULT 0 CHECK (wrong_tries >= 0),
    locked_until INTEGER,
    proved_until INTEGER,
    UNIQUE (chat_user, phone_key)
) STRICT;
CREATE INDEX phone_claim_phone ON phone_claim (phone_key, asked_at);
CREATE INDEX phone_claim_asked ON phone_claim (asked_at);

CREATE TABLE branch_directory (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    edition INTEGER,
    loading INTEGER,
    latest INTEGER NOT NULL,
    imported_at INTEGER,
    branches INTEGER,
    refused INTEGER
) STRICT;

CREATE TABLE branch (
    edition INTEGER NOT NULL,
    id INTEGER NOT NULL,
    code TEXT NOT NULL CHECK (length(code) = 12),
    name TEXT NOT NULL,
    bank TEXT NOT NULL,
    city TEXT NOT NULL,
    province TEXT NOT NULL,
    PRIMARY KEY (edition, id)
) STRICT;
CREATE UNIQUE INDEX branch_code ON branch (edition, code);

CREATE VIRTUAL TABLE branch_search_even
USING fts5(tokens, content = '', columnsize = 0, detail = none, tokenize = 'unicode61 remove_diacritics 0');

CREATE VIRTUAL TABLE branch_search_odd
USING fts5(tokens, content = '', columnsize = 0, detail = none, tokenize = 'unicode61 remove_diacritics 0');

-- Where money goes that cannot go back the way it came. Filled in while its draft lives, never changed once complete.
CREATE TABLE payee (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    account TEXT NOT NULL REFERENCES account (id),
    kind TEXT REFERENCES payee_kind (name),
    number_sealed BLOB,
    number_key BLOB,
    number_masked TEXT,
    name_sealed BLOB,
    name_key BLOB,
    name_differs INTEGER NOT NULL DEFAULT 0 CHECK (name_differs IN (0, 1)),
    bank TEXT,
    province TEXT,
    city TEXT,
    branch TEXT,
    bank_code TEXT CHECK (length(bank_code) = 12),
    by_hand INTEGER NOT NULL DEFAULT 0 CHECK (by_hand IN (0, 1)),
    created_at INTEGER NOT NULL,
    created_by TEXT NOT NULL,
    completed_at INTEGER,
    CHECK ((number_sealed IS NULL) = (number_key IS NULL) AND (number_sealed IS NULL) = (number_masked IS NULL)),
    CHECK ((name_sealed IS NULL) = (name_key IS NULL)),
    CHECK (completed_at IS NULL OR (kind IS NOT NULL AND number_key IS NOT NULL AND name_key IS NOT NULL))
) STRICT;
CREATE INDEX payee_account ON payee (account, id);
CREATE INDEX payee_number ON payee (number_key) WHERE number_key IS NOT NULL;
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

-- What is known of a document; the document itself lies sealed outside the database.
CREATE TABLE document (
    id TEXT PRIMARY KEY CHECK (length(id) = 26),
    account TEXT NOT NULL REFERENCES account (id),
    kind TEXT NOT NULL REFERENCES document_kind (name),
    media_type TEXT NOT NULL,
    size_bytes INTEGER NOT NULL CHECK (size_bytes > 0),
    pages INTEGER NOT NULL CHECK (pages > 0),
    uploaded_by TEXT NOT NULL,
    uploaded_at INTEGER NOT NULL,
    delete_at INTEGER,
    deleting_at INTEGER,
    deleted_at INTEGER,
    -- 1: signed electronically, over the whole file, and kept as it came.
    signed INTEGER NOT NULL DEFAULT 0 CHECK (signed IN (0, 1))
) STRICT;
CREATE INDEX document_sent ON document (account, uploaded_at);
CREATE INDEX document_delete ON document (delete_at, id) WHERE delete_at IS NOT NULL AND deleted_at IS NULL;
CREATE INDEX document_newest ON document (uploaded_at);

CREATE TABLE withdrawal_document (
    withdrawal TEXT NOT NULL REFERENCES withdrawal (id),
    document TEXT NOT NULL REFERENCES document (id),
    kind TEXT NOT NULL REFERENCES document_kind (name),
    added_at INTEGER NOT NULL,
    removed_at INTEGER,
    verdict TEXT CHECK (verdict IN ('accepted', 'refused')),
    verdict_code TEXT,
    verdict_note TEXT,
    verdict_by TEXT,
    verdict_at INTEGER,
    PRIMARY KEY (withdrawal, document),
    CHECK ((verdict IS NULL) = (verdict_at IS NULL))
) STRICT;
CREATE INDEX withdrawal_document_document ON withdrawal_document (document);

CREATE TABLE staff (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    chat_user INTEGER NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('finance', 'support', 'admin')),
    name TEXT NOT NULL,
    added_at INTEGER NOT NULL,
    added_by TEXT NOT NULL,
    removed_at INTEGER,
    removed_by TEXT,
    -- A role given at the command line decides nothing before this; NULL: at once.
    decides_from_at INTEGER,
    CHECK ((removed_at IS NULL) = (removed_by IS NULL))
) STRICT;
CREATE UNIQUE INDEX staff_live ON staff (chat_user, role) WHERE removed_at IS NULL;

-- Every message that shows staff a withdrawal, so that all of them are edited after a decision.
CREATE TABLE staff_card (
    withdrawal TEXT NOT NULL REFERENCES withdrawal (id),
    chat INTEGER NOT NULL,
    message_id INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('group', 'case')),
    bot INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (withdrawal, chat, message_id)
) STRICT;
CREATE INDEX staff_card_message ON staff_card (chat, message_id);

-- A decision that is being put together: reason, verdicts on documents, words for the customer. Gone once it is made.
CREATE TABLE prepared (
    withdrawal TEXT NOT NULL REFERENCES withdrawal (id),
    reviewer TEXT NOT NULL,
    what TEXT NOT NULL CHECK (what IN ('reject', 'again', 'paid', 'failed', 'book', 'give_back', 'nothing',
        'write_off')),
    code TEXT,
    papers TEXT NOT NULL DEFAULT '{}',
    text_sealed BLOB,
    at INTEGER NOT NULL,
    PRIMARY KEY (withdrawal, reviewer)
) STRICT;

-- One row: when the group gets its summary; NULL while there is nothing to sum up.
CREATE TABLE staff_summary (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    due_at INTEGER,
    last_at INTEGER NOT NULL
) STRICT;
CREATE INDEX staff_summary_due ON staff_summary (due_at) WHERE due_at IS NOT NULL;

CREATE TABLE acting_session (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    chat_user INTEGER NOT NULL REFERENCES chat_user (id),
    account TEXT NOT NULL REFERENCES account (id),
    reason_sealed BLOB NOT NULL,
    ticket TEXT NOT NULL CHECK (length(ticket) BETWEEN 1 AND 40),
    started_at INTEGER NOT NULL,
    ends_at INTEGER NOT NULL,
    ended_at INTEGER,
    ended_why TEXT CHECK (ended_why IN ('exit', 'expired', 'role', 'closed', 'replaced')),
    CHECK (ends_at > started_at),
    CHECK ((ended_at IS NULL) = (ended_why IS NULL))
) STRICT;
CREATE UNIQUE INDEX acting_live ON acting_session (chat_user) WHERE ended_at IS NULL;
CREATE INDEX acting_due ON acting_session (ends_at) WHERE ended_at IS NULL;
CREATE INDEX acting_account ON acting_session (account, chat_user);
CREATE TRIGGER acting_test_only BEFORE INSERT ON acting_session
WHEN NOT EXISTS (SELECT 1 FROM account WHERE id = NEW.account AND is_test = 1)
BEGIN SELECT RAISE(ABORT, 'only a test account can be acted as'); END;
CREATE TRIGGER acting_kept BEFORE DELETE ON acting_session
BEGIN SELECT RAISE(ABORT, 'sessions are kept'); END;
CREATE TRIGGER acting_ends_once BEFORE UPDATE OF id, chat_user, account, ticket, started_at, ends_at, ended_at, ended_why
    ON acting_session
WHEN OLD.ended_at IS NOT NULL OR NEW.id <> OLD.id OR NEW.chat_user <> OLD.chat_user OR NEW.account <> OLD.account
     OR NEW.ticket <> OLD.ticket OR NEW.started_at <> OLD.started_at OR NEW.ends_at <> OLD.ends_at
BEGIN SELECT RAISE(ABORT, 'a session only ends'); END;

-- How far a test account's own clock is ahead since when, in microseconds.
CREATE TABLE clock_move (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    account TEXT NOT NULL REFERENCES account (id),
    at INTEGER NOT NULL,
    ahead_us INTEGER NOT NULL CHECK (ahead_us > 0),
    who TEXT NOT NULL
) STRICT;
CREATE INDEX clock_move_account ON clock_move (account, id);
CREATE TRIGGER clock_test_only BEFORE INSERT ON clock_move
WHEN NOT EXISTS (SELECT 1 FROM account WHERE id = NEW.account AND is_test = 1)
BEGIN SELECT RAISE(ABORT, 'only a test account has a clock of its own'); END;
CREATE TRIGGER clock_move_append_only_u BEFORE UPDATE ON clock_move
BEGIN SELECT RAISE(ABORT, 'clock_move is append-only'); END;
CREATE TRIGGER clock_move_append_only_d BEFORE DELETE ON clock_move
BEGIN SELECT RAISE(ABORT, 'clock_move is append-only'); END;

-- Test accounts made at the desk; one from a file has no scenario.
CREATE TABLE desk_account (
    account TEXT PRIMARY KEY REFERENCES account (id),
    scenario TEXT,
    made_by TEXT NOT NULL,
    made_at INTEGER NOT NULL,
    replaced_by TEXT REFERENCES account (id)
) STRICT;
CREATE INDEX desk_account_made ON desk_account (made_by, made_at);

CREATE TABLE stop (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    account TEXT NOT NULL REFERENCES account (id),
    why TEXT NOT NULL CHECK (why IN ('contradiction', 'support', 'not_me')),
    -- 1: only withdrawals to a payee; 0: every withdrawal.
    payees_only INTEGER NOT NULL CHECK (payees_only IN (0, 1)),
    since_at INTEGER NOT NULL,
    -- NULL: until two people resume it.
    until_at INTEGER,
    who TEXT NOT NULL,
    ended_at INTEGER,
    ended_by TEXT,
    CHECK ((ended_at IS NULL) = (ended_by IS NULL))
) STRICT;
CREATE INDEX stop_live ON stop (account) WHERE ended_at IS NULL;

-- One row a payout. outcome, reason and reference are of the last clear answer; unanswered_at: asked since, in vain.
CREATE TABLE channel_answer (
    withdrawal TEXT PRIMARY KEY REFERENCES withdrawal (id),
    outcome TEXT CHECK (outcome IN ('paid', 'failed', 'pending', 'never_heard', 'returned')),
    reason_code TEXT,
    reference TEXT,
    at INTEGER,
    unanswered_at INTEGER,
    -- When it is asked about again although people ended it as failed.
    ask_at INTEGER,
    CHECK ((outcome IS NULL) = (at IS NULL))
) STRICT;
CREATE INDEX channel_answer_ask ON channel_answer (ask_at, withdrawal) WHERE ask_at IS NOT NULL;

-- books: the withdrawal's status then; channel: what the channel said. A kind is told once as long as the books stay so.
CREATE TABLE contradiction (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    withdrawal TEXT NOT NULL REFERENCES withdrawal (id),
    account TEXT NOT NULL REFERENCES account (id),
    kind TEXT NOT NULL CHECK (kind IN ('paid_after_failed', 'pending_after_failed', 'failed_after_paid',
        'pending_after_paid', 'unheard_after_paid', 'returned_unpaid', 'return_amount', 'reference_twice')),
    books TEXT NOT NULL,
    channel TEXT NOT NULL,
    version INTEGER NOT NULL,
    reference TEXT,
    -- The other payout of the same reference.
    other TEXT REFERENCES withdrawal (id),
    at INTEGER NOT NULL,
    -- What it stops: the account, until it is resolved.
    stop INTEGER NOT NULL UNIQUE REFERENCES stop (id),
    -- What was paid and could not be taken from the funds.
    loss_fen INTEGER CHECK (loss_fen >= 0),
    resolved_at INTEGER,
    resolved_how TEXT CHECK (resolved_how IN ('book', 'give_back', 'nothing', 'write_off', 'returned')),
    UNIQUE (withdrawal, kind, version),
    CHECK ((resolved_at IS NULL) = (resolved_how IS NULL))
) STRICT;
CREATE INDEX contradiction_open ON contradiction (id) WHERE resolved_at IS NULL;
CREATE INDEX contradiction_of ON contradiction (withdrawal);
CREATE INDEX contradiction_loss ON contradiction (id) WHERE loss_fen > 0;

-- Who says how it is resolved, and what proves it.
CREATE TABLE contradiction_word (
    contradiction INTEGER NOT NULL REFERENCES contradiction (id),
    reviewer TEXT NOT NULL,
    how TEXT NOT NULL CHECK (how IN ('book', 'give_back', 'nothing', 'write_off')),
    document TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (contradiction, reviewer, how)
) STRICT;

-- Who says that an account may go on.
CREATE TABLE stop_word (
    stop INTEGER NOT NULL REFERENCES stop (id),
    reviewer TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (stop, reviewer)
) STRICT;

CREATE TABLE handover (
    n INTEGER PRIMARY KEY,
    -- NULL: the numbers up to this one were given in books that a backup took the place of.
    withdrawal TEXT UNIQUE REFERENCES withdrawal (id),
    at INTEGER NOT NULL
) STRICT;

CREATE TABLE missing_payout (
    id TEXT PRIMARY KEY CHECK (length(id) BETWEEN 1 AND 64),
    account TEXT NOT NULL,
    order_id TEXT,
    amount_fen INTEGER NOT NULL CHECK (amount_fen > 0),
    currency TEXT NOT NULL,
    method TEXT NOT NULL CHECK (method IN ('original', 'designated', 'application')),
    why TEXT NOT NULL,
    channel_said TEXT NOT NULL,
    channel_at INTEGER NOT NULL,
    found_at INTEGER NOT NULL,
    stop INTEGER REFERENCES stop (id),
    ended_at INTEGER,
    ended_how TEXT CHECK (ended_how IN ('booked', 'closed')),
    CHECK ((ended_at IS NULL) = (ended_how IS NULL))
) STRICT;
CREATE INDEX missing_payout_open ON missing_payout (found_at) WHERE ended_at IS NULL;

-- What one person at the command line said of something that takes two.
CREATE TABLE operator_word (
    subject TEXT NOT NULL,
    who TEXT NOT NULL,
    document TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (subject, who)
) STRICT;

CREATE TABLE staff_login (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    login TEXT NOT NULL CHECK (length(login) BETWEEN 1 AND 64),
    chat_user INTEGER NOT NULL,
    decides_from_at INTEGER,
    added_at INTEGER NOT NULL,
    added_by TEXT NOT NULL,
    removed_at INTEGER,
    removed_by TEXT,
    CHECK ((removed_at IS NULL) = (removed_by IS NULL))
) STRICT;
CREATE UNIQUE INDEX staff_login_live ON staff_login (login) WHERE removed_at IS NULL;
CREATE INDEX staff_login_person ON staff_login (chat_user) WHERE removed_at IS NULL;

-- The authenticator of a member of staff. Its secret is gone when it has ended.
CREATE TABLE second_factor (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    chat_user INTEGER NOT NULL,
    secret_sealed BLOB,
    made_at INTEGER NOT NULL,
    made_by TEXT NOT NULL,
    -- Until when the first right code has to come, and the message that shows the secret in the chat, if one does.
    shown_until INTEGER NOT NULL,
    in_chat INTEGER NOT NULL CHECK (in_chat IN (0, 1)),
    message_id INTEGER,
    proved_at INTEGER,
    -- The last steps (of 30 s since 1970) whose code was taken, oldest first, as JSON.
    used TEXT NOT NULL DEFAULT '[]',
    wrong_tries INTEGER NOT NULL DEFAULT 0,
    locked_until INTEGER,
    -- Until when cases may be looked at; and for which decision a code was typed, until when.
    look_until INTEGER,
    step_up TEXT,
    step_up_until INTEGER,
    -- One reset at the command line decides nothing before this.
    decides_from_at INTEGER,
    ended_at INTEGER,
    ended_by TEXT,
    CHECK ((ended_at IS NULL) = (secret_sealed IS NOT NULL)),
    CHECK ((ended_at IS NULL) = (ended_by IS NULL)),
    CHECK ((step_up IS NULL) = (step_up_until IS NULL))
) STRICT;
CREATE UNIQUE INDEX second_factor_live ON second_factor (chat_user) WHERE ended_at IS NULL;
CREATE INDEX second_factor_look ON second_factor (look_until) WHERE look_until IS NOT NULL;
CREATE INDEX second_factor_shown ON second_factor (shown_until) WHERE message_id IS NOT NULL;

-- A word that lets somebody enrol in the chat, as a keyed hash; and who asked that a second factor be reset.
CREATE TABLE factor_word (
    chat_user INTEGER PRIMARY KEY,
    word_key BLOB NOT NULL,
    made_at INTEGER NOT NULL,
    made_by TEXT NOT NULL,
    expires_at INTEGER NOT NULL,
    wrong_tries INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE factor_reset (
    chat_user INTEGER NOT NULL,
    asked_by TEXT NOT NULL,
    asked_at INTEGER NOT NULL,
    PRIMARY KEY (chat_user, asked_by)
) STRICT;

-- The chain. personal: for each field that may be erased later its salt and digest; hash is over them, the other
-- fields and the hash before. A field is erased together with its salt; its digest stays, and the chain holds.
CREATE TABLE audit_chain (
    position INTEGER PRIMARY KEY CHECK (position > 0),
    audit INTEGER NOT NULL UNIQUE REFERENCES audit (id),
    personal TEXT NOT NULL,
    hash BLOB NOT NULL
) STRICT;
CREATE TRIGGER audit_chain_append_only_u BEFORE UPDATE OF position, audit, hash ON audit_chain
BEGIN SELECT RAISE(ABORT, 'audit_chain is append-only'); END;
CREATE TRIGGER audit_chain_append_only_d BEFORE DELETE ON audit_chain
BEGIN SELECT RAISE(ABORT, 'audit_chain is append-only'); END;

-- Rows that wait for the chain; those that were there before wait, too.
CREATE TABLE audit_unchained (
    audit INTEGER PRIMARY KEY REFERENCES audit (id)
) STRICT;

-- What people who are not staff were denied in one hour, to become one row of the audit when that is over.
CREATE TABLE denial (
    who TEXT NOT NULL,
    hour_at INTEGER NOT NULL,
    what TEXT NOT NULL,
    count INTEGER NOT NULL CHECK (count > 0),
    PRIMARY KEY (who, hour_at, what)
) STRICT;
CREATE INDEX denial_hour ON denial (hour_at, who);

-- Numbers from before are not known: an event keeps a hash of its content alone.
CREATE TABLE refund (
    id TEXT PRIMARY KEY CHECK (length(id) BETWEEN 1 AND 64),
    bill TEXT NOT NULL REFERENCES bill (id)
) STRICT;

-- linking 1: while connecting or proving a phone, where wrong tries lock nothing but that.
CREATE TABLE code_try (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    account TEXT NOT NULL REFERENCES account (id),
    chat_user INTEGER NOT NULL REFERENCES chat_user (id),
    linking INTEGER NOT NULL CHECK (linking IN (0, 1)),
    what TEXT NOT NULL CHECK (what IN ('wrong', 'right', 'lock')),
    at INTEGER NOT NULL,
    until_at INTEGER,
    CHECK ((what = 'lock') = (until_at IS NOT NULL))
) STRICT;
CREATE INDEX code_try_of ON code_try (account, chat_user, linking, at);
CREATE INDEX code_try_at ON code_try (at);

-- Each time somebody said "Not me": about which account, and which code, link or phone change.
CREATE TABLE not_me (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    chat_user INTEGER NOT NULL REFERENCES chat_user (id),
    account TEXT NOT NULL REFERENCES account (id),
    what TEXT NOT NULL CHECK (what IN ('code', 'link', 'phone')),
    subject INTEGER NOT NULL,
    at INTEGER NOT NULL
) STRICT;
CREATE INDEX not_me_of ON not_me (chat_user, account, at);

CREATE TABLE number_shown (
    chat_user INTEGER NOT NULL,
    message_id INTEGER NOT NULL,
    withdrawal TEXT NOT NULL REFERENCES withdrawal (id),
    bot INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (chat_user, message_id)
) STRICT;
CREATE INDEX number_shown_of ON number_shown (withdrawal);

CREATE TABLE text_outage (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    since_at INTEGER NOT NULL,
    ended_at INTEGER
) STRICT;
CREATE INDEX text_outage_open ON text_outage (id) WHERE ended_at IS NULL;

-- A part of SECRET_KEY that something may be sealed with; the name says nothing of it, and the probe opens with it alone.
CREATE TABLE sealing_key (
    name TEXT PRIMARY KEY CHECK (length(name) = 16),
    probe BLOB NOT NULL
) STRICT;

-- One row for every start; the newest is the one that runs, or ran last.
CREATE TABLE process (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    host TEXT NOT NULL,
    pid INTEGER NOT NULL,
    bot INTEGER NOT NULL,
    started_at INTEGER NOT NULL
) STRICT;

-- draft, expired, discarded, in_review, approved, sending, unknown, successful, failed, rejected, cancelled
CREATE TABLE withdrawal_status (
    name TEXT PRIMARY KEY
) STRICT;

-- Why money goes elsewhere than where it came from.
-- window_passed, account_closed, deregistered, advanced, application
CREATE TABLE withdrawal_reason (
    name TEXT PRIMARY KEY
) STRICT;

-- alipay, bank_card
CREATE TABLE payee_kind (
    name TEXT PRIMARY KEY,
    -- 1: nothing can be paid to it without its bank and branch.
    needs_bank INTEGER NOT NULL CHECK (needs_bank IN (0, 1))
) STRICT;

-- alipay, online_banking, bank_card
CREATE TABLE top_up_channel (
    name TEXT PRIMARY KEY
) STRICT;

-- application_form, id_photo, business_licence, closure_proof, deregistration, reimbursement_proof
CREATE TABLE document_kind (
    name TEXT PRIMARY KEY
) STRICT;

-- One row an account, kept by the triggers below alone; `check` compares it with the rows that it sums up.
CREATE TABLE account_sum (
    account TEXT PRIMARY KEY REFERENCES account (id),
    cash_fen INTEGER NOT NULL DEFAULT 0,
    transferred_fen INTEGER NOT NULL DEFAULT 0,
    other_fen INTEGER NOT NULL DEFAULT 0,
    credit_notes_fen INTEGER NOT NULL DEFAULT 0,
    overdue_fen INTEGER NOT NULL DEFAULT 0,
    unsettled_fen INTEGER NOT NULL DEFAULT 0,
    in_withdrawal_fen INTEGER NOT NULL DEFAULT 0,
    -- Pay-as-you-go resources that are not released.
    active_resources INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE VIEW bill_fund AS
SELECT reference AS bill, fund, CAST(SUM(amount_fen - returned_fen) AS INTEGER) AS paid_fen
FROM draw WHERE purpose = 'bill' GROUP BY reference, fund;

CREATE VIEW own_bot AS SELECT COALESCE((SELECT p.bot FROM process p ORDER BY p.id DESC LIMIT 1), 0) AS id;
