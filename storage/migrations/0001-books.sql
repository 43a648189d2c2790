-- The books, the people who look at them, and the messages they get.
-- Amounts are integer fen, moments integer microseconds UTC, booleans 0/1, JSON is text.

CREATE TABLE meta (
    name TEXT PRIMARY KEY,
    value {blob} NOT NULL
) {strict};

CREATE TABLE account (
    id TEXT PRIMARY KEY CHECK (length(id) BETWEEN 1 AND 64),
    name TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('personal', 'enterprise')),
    identity_sealed {blob} NOT NULL,
    identity_key {blob} NOT NULL,
    real_name TEXT NOT NULL CHECK (real_name IN ('verified', 'pending')),
    phone_sealed {blob} NOT NULL,
    phone_key {blob} NOT NULL,
    phone_changed_at {integer},
    locale TEXT,
    management_account TEXT REFERENCES account (id) CHECK (management_account <> id),
    is_test {integer} NOT NULL CHECK (is_test IN (0, 1)),
    standing TEXT NOT NULL DEFAULT 'good' CHECK (standing IN ('good', 'suspended', 'closed')),
    opened_at {integer} NOT NULL,
    reserve_due_at {integer}
) {strict};
CREATE INDEX account_identity ON account (identity_key);
CREATE INDEX account_phone ON account (phone_key);
CREATE INDEX account_management ON account (management_account);
CREATE INDEX account_reserve_due ON account (reserve_due_at) WHERE reserve_due_at IS NOT NULL;

CREATE TABLE event (
    id TEXT PRIMARY KEY CHECK (length(id) BETWEEN 1 AND 64),
    content_key {blob} NOT NULL,
    type TEXT NOT NULL,
    account TEXT NOT NULL REFERENCES account (id),
    at {integer} NOT NULL,
    received_at {integer} NOT NULL
) {strict};
CREATE INDEX event_account ON event (account);

CREATE TABLE fund (
    id {identity},
    account TEXT NOT NULL REFERENCES account (id),
    kind TEXT NOT NULL CHECK (kind IN ('top_up', 'transfer', 'other')),
    amount_fen {integer} NOT NULL CHECK (amount_fen > 0),
    remaining_fen {integer} NOT NULL CHECK (remaining_fen >= 0),
    at {integer} NOT NULL,
    CHECK (remaining_fen <= amount_fen)
) {strict};
CREATE INDEX fund_account ON fund (account, kind, at, id);

CREATE TABLE top_up (
    order_id TEXT PRIMARY KEY CHECK (length(order_id) BETWEEN 1 AND 64),
    fund {integer} NOT NULL UNIQUE REFERENCES fund (id),
    channel TEXT NOT NULL CHECK (channel IN ('alipay', 'online_banking', 'bank_card')),
    bank TEXT,
    holder TEXT NOT NULL CHECK (holder IN ('personal', 'corporate')),
    reference TEXT,
    CHECK (channel <> 'online_banking' OR bank IS NOT NULL)
) {strict};

CREATE TABLE adjustment (
    id TEXT PRIMARY KEY CHECK (length(id) BETWEEN 1 AND 64),
    fund {integer} NOT NULL UNIQUE REFERENCES fund (id),
    reason TEXT NOT NULL
) {strict};

CREATE TABLE transfer (
    id TEXT PRIMARY KEY CHECK (length(id) BETWEEN 1 AND 64),
    sender TEXT NOT NULL REFERENCES account (id),
    fund {integer} NOT NULL UNIQUE REFERENCES fund (id)
) {strict};
CREATE INDEX transfer_sender ON transfer (sender);

CREATE TABLE bill (
    id TEXT PRIMARY KEY CHECK (length(id) BETWEEN 1 AND 64),
    account TEXT NOT NULL REFERENCES account (id),
    cycle TEXT,
    amount_fen {integer} NOT NULL CHECK (amount_fen > 0),
    paid_fen {integer} NOT NULL DEFAULT 0 CHECK (paid_fen >= 0),
    issued_at {integer} NOT NULL,
    CHECK (paid_fen <= amount_fen)
) {strict};
CREATE UNIQUE INDEX bill_cycle ON bill (account, cycle) WHERE cycle IS NOT NULL;
CREATE INDEX bill_account ON bill (account);
CREATE INDEX bill_open ON bill (account, issued_at) WHERE paid_fen < amount_fen;

CREATE TABLE cycle_usage (
    account TEXT NOT NULL REFERENCES account (id),
    cycle TEXT NOT NULL,
    unsettled_fen {integer} NOT NULL CHECK (unsettled_fen >= 0),
    PRIMARY KEY (account, cycle)
) {strict};

CREATE TABLE credit_note (
    id TEXT PRIMARY KEY CHECK (length(id) BETWEEN 1 AND 64),
    account TEXT NOT NULL REFERENCES account (id),
    order_id TEXT NOT NULL,
    invoiced_fen {integer} NOT NULL CHECK (invoiced_fen > 0),
    actual_fen {integer} NOT NULL CHECK (actual_fen >= 0),
    open_fen {integer} NOT NULL CHECK (open_fen >= 0),
    raised_at {integer} NOT NULL,
    CHECK (invoiced_fen > actual_fen),
    CHECK (open_fen <= invoiced_fen - actual_fen)
) {strict};
CREATE INDEX credit_note_account ON credit_note (account);

CREATE TABLE resource (
    id {identity},
    account TEXT NOT NULL REFERENCES account (id),
    name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 64),
    product TEXT NOT NULL,
    billing TEXT NOT NULL CHECK (billing IN ('pay_as_you_go', 'subscription')),
    created_at {integer} NOT NULL,
    released_at {integer}
) {strict};
CREATE UNIQUE INDEX resource_active ON resource (account, name) WHERE released_at IS NULL;
CREATE INDEX resource_account ON resource (account, billing);

-- What a bill or a transfer took from which fund, in the order in which it left.
CREATE TABLE draw (
    id {identity},
    purpose TEXT NOT NULL CHECK (purpose IN ('bill', 'transfer')),
    reference TEXT NOT NULL,
    fund {integer} NOT NULL REFERENCES fund (id),
    amount_fen {integer} NOT NULL CHECK (amount_fen > 0),
    returned_fen {integer} NOT NULL DEFAULT 0 CHECK (returned_fen >= 0),
    CHECK (returned_fen <= amount_fen)
) {strict};
CREATE INDEX draw_reference ON draw (purpose, reference, id);
CREATE INDEX draw_fund ON draw (fund);

CREATE VIEW bill_fund AS
SELECT reference AS bill, fund, CAST(SUM(amount_fen - returned_fen) AS {bigint}) AS paid_fen
FROM draw WHERE purpose = 'bill' GROUP BY reference, fund;

CREATE TABLE chat_user (
    id {integer} PRIMARY KEY,
    locale TEXT,
    current_account TEXT REFERENCES account (id),
    blocked_at {integer},
    created_at {integer} NOT NULL
) {strict};

CREATE TABLE link (
    id {identity},
    chat_user {integer} NOT NULL REFERENCES chat_user (id),
    account TEXT NOT NULL REFERENCES account (id),
    linked_at {integer} NOT NULL,
    unlinked_at {integer}
) {strict};
CREATE UNIQUE INDEX link_live ON link (chat_user, account) WHERE unlinked_at IS NULL;
CREATE INDEX link_account ON link (account);

CREATE TABLE link_token (
    id {identity},
    token_key {blob} NOT NULL UNIQUE,
    account TEXT NOT NULL REFERENCES account (id),
    created_at {integer} NOT NULL,
    expires_at {integer} NOT NULL,
    claimed_by {integer} REFERENCES chat_user (id),
    ended_at {integer}
) {strict};
CREATE INDEX link_token_account ON link_token (account);

CREATE TABLE withdrawal (
    id TEXT PRIMARY KEY,
    account TEXT NOT NULL REFERENCES account (id),
    via_account TEXT NOT NULL REFERENCES account (id),
    chat_user {integer} NOT NULL REFERENCES chat_user (id),
    fund {integer} NOT NULL REFERENCES fund (id),
    amount_fen {integer} CHECK (amount_fen > 0),
    method TEXT CHECK (method IN ('original', 'designated', 'application')),
    status TEXT NOT NULL CHECK (status IN (
        'draft', 'expired', 'discarded', 'in_review', 'approved', 'sending', 'unknown',
        'successful', 'failed', 'rejected', 'cancelled')),
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
    CHECK (status IN ('draft', 'expired', 'discarded')
           OR (amount_fen IS NOT NULL AND method IS NOT NULL AND submitted_at IS NOT NULL)),
    CHECK ((status = 'draft') = (expires_at IS NOT NULL)),
    CHECK ((status IN ('approved', 'sending', 'unknown')) = (action_at IS NOT NULL))
) {strict};
CREATE UNIQUE INDEX withdrawal_draft ON withdrawal (chat_user, account) WHERE status = 'draft';
CREATE INDEX withdrawal_expiry ON withdrawal (expires_at) WHERE expires_at IS NOT NULL;
CREATE INDEX withdrawal_action ON withdrawal (action_at) WHERE action_at IS NOT NULL;
CREATE INDEX withdrawal_account ON withdrawal (account, submitted_at);
CREATE INDEX withdrawal_fund ON withdrawal (fund);

-- Every step of a withdrawal's life, never edited.
CREATE TABLE transition (
    id {identity},
    withdrawal TEXT NOT NULL REFERENCES withdrawal (id),
    at {integer} NOT NULL,
    from_status TEXT NOT NULL,
    to_status TEXT NOT NULL,
    version {integer} NOT NULL,
    who TEXT NOT NULL,
    UNIQUE (withdrawal, version)
) {strict};

CREATE TABLE approval (
    withdrawal TEXT NOT NULL REFERENCES withdrawal (id),
    what TEXT NOT NULL CHECK (what IN ('approve', 'settle_paid', 'settle_failed')),
    reviewer TEXT NOT NULL,
    document TEXT,
    at {integer} NOT NULL,
    PRIMARY KEY (withdrawal, what, reviewer)
) {strict};

CREATE TABLE journal (
    id {identity},
    kind TEXT NOT NULL,
    reference TEXT NOT NULL,
    at {integer} NOT NULL,
    recorded_at {integer} NOT NULL,
    reverses {integer} UNIQUE REFERENCES journal (id)
) {strict};
CREATE INDEX journal_reference ON journal (reference);

CREATE TABLE posting (
    id {identity},
    journal {integer} NOT NULL REFERENCES journal (id),
    side TEXT NOT NULL CHECK (side IN ('fund', 'in_withdrawal', 'external')),
    fund {integer} REFERENCES fund (id),
    withdrawal TEXT REFERENCES withdrawal (id),
    amount_fen {integer} NOT NULL CHECK (amount_fen <> 0),
    CHECK ((side = 'fund') = (fund IS NOT NULL)),
    CHECK ((side = 'in_withdrawal') = (withdrawal IS NOT NULL))
) {strict};
CREATE INDEX posting_journal ON posting (journal);
CREATE INDEX posting_fund ON posting (fund) WHERE fund IS NOT NULL;
CREATE INDEX posting_withdrawal ON posting (withdrawal) WHERE withdrawal IS NOT NULL;

CREATE TABLE one_time_code (
    id {identity},
    scope TEXT NOT NULL CHECK (scope IN ('withdrawal', 'link')),
    subject TEXT NOT NULL,
    account TEXT NOT NULL REFERENCES account (id),
    phone_key {blob} NOT NULL,
    binding {blob} NOT NULL,
    code_key {blob} NOT NULL,
    created_at {integer} NOT NULL,
    expires_at {integer} NOT NULL,
    wrong_tries {integer} NOT NULL DEFAULT 0,
    accepted_at {integer},
    ended_at {integer},
    ended_why TEXT CHECK (ended_why IN ('used', 'replaced', 'wrong', 'edited', 'expired', 'phone')),
    CHECK ((ended_at IS NULL) = (ended_why IS NULL))
) {strict};
CREATE UNIQUE INDEX code_live ON one_time_code (scope, subject) WHERE ended_at IS NULL;
CREATE INDEX code_expiry ON one_time_code (expires_at) WHERE ended_at IS NULL;
CREATE INDEX code_phone ON one_time_code (phone_key, created_at);
CREATE INDEX code_account ON one_time_code (account) WHERE ended_at IS NULL;

CREATE TABLE code_lock (
    scope TEXT NOT NULL,
    account TEXT NOT NULL REFERENCES account (id),
    until {integer} NOT NULL,
    PRIMARY KEY (scope, account)
) {strict};

CREATE TABLE outbox (
    id {identity},
    event_key TEXT NOT NULL,
    recipient TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('push', 'card', 'sms')),
    chat_user {integer} REFERENCES chat_user (id),
    account TEXT REFERENCES account (id),
    template TEXT NOT NULL,
    params TEXT NOT NULL,
    secret {blob},
    status TEXT NOT NULL DEFAULT 'waiting' CHECK (status IN (
        'waiting', 'sending', 'sent', 'superseded', 'expired', 'blocked', 'failed')),
    due_at {integer} NOT NULL,
    expires_at {integer},
    lease {integer} NOT NULL DEFAULT 0,
    attempts {integer} NOT NULL DEFAULT 0,
    created_at {integer} NOT NULL,
    ended_at {integer},
    UNIQUE (event_key, recipient),
    CHECK ((kind = 'sms') = (chat_user IS NULL)),
    CHECK (secret IS NULL OR status IN ('waiting', 'sending'))
) {strict};
CREATE INDEX outbox_due ON outbox (due_at, id) WHERE status IN ('waiting', 'sending');
CREATE INDEX outbox_chat ON outbox (chat_user, status);

CREATE TABLE test_inbox (
    id {identity},
    account TEXT NOT NULL REFERENCES account (id),
    text_sealed {blob} NOT NULL,
    at {integer} NOT NULL
) {strict};
CREATE INDEX test_inbox_account ON test_inbox (account, id);

-- The one message per chat that shows a withdrawal's state and is edited as it moves.
CREATE TABLE status_card (
    withdrawal TEXT NOT NULL REFERENCES withdrawal (id),
    chat_user {integer} NOT NULL REFERENCES chat_user (id),
    message_id {integer} NOT NULL,
    PRIMARY KEY (withdrawal, chat_user)
) {strict};

CREATE TABLE seen_update (
    update_id {integer} PRIMARY KEY,
    at {integer} NOT NULL
) {strict};
CREATE INDEX seen_update_at ON seen_update (at);

CREATE TABLE audit (
    id {identity},
    at {integer} NOT NULL,
    who TEXT NOT NULL,
    acting_as TEXT,
    use_case TEXT NOT NULL,
    account TEXT,
    subject TEXT,
    outcome TEXT NOT NULL,
    update_id {integer}
) {strict};
CREATE INDEX audit_account ON audit (account, id);

CREATE TABLE fsm (
    key TEXT PRIMARY KEY,
    state TEXT,
    data TEXT NOT NULL,
    updated_at {integer} NOT NULL
) {strict};

-- only: sqlite
CREATE TRIGGER journal_append_only_u BEFORE UPDATE ON journal
BEGIN SELECT RAISE(ABORT, 'journal is append-only'); END;
CREATE TRIGGER journal_append_only_d BEFORE DELETE ON journal
BEGIN SELECT RAISE(ABORT, 'journal is append-only'); END;
CREATE TRIGGER posting_append_only_u BEFORE UPDATE ON posting
BEGIN SELECT RAISE(ABORT, 'posting is append-only'); END;
CREATE TRIGGER posting_append_only_d BEFORE DELETE ON posting
BEGIN SELECT RAISE(ABORT, 'posting is append-only'); END;
CREATE TRIGGER transition_append_only_u BEFORE UPDATE ON transition
BEGIN SELECT RAISE(ABORT, 'transition is append-only'); END;
CREATE TRIGGER transition_append_only_d BEFORE DELETE ON transition
BEGIN SELECT RAISE(ABORT, 'transition is append-only'); END;
CREATE TRIGGER audit_append_only_u BEFORE UPDATE ON audit
BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END;
CREATE TRIGGER audit_append_only_d BEFORE DELETE ON audit
BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END;
-- end

-- only: postgresql
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$;
CREATE TRIGGER journal_append_only BEFORE UPDATE OR DELETE ON journal
FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER posting_append_only BEFORE UPDATE OR DELETE ON posting
FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER transition_append_only BEFORE UPDATE OR DELETE ON transition
FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE ON audit
FOR EACH ROW EXECUTE FUNCTION refuse_change();
-- end
