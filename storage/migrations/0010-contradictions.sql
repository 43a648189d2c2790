-- What the payout channel said last, where that contradicts the books, and what two people say about it and about stops.

-- One row a payout. outcome, reason and reference are of the last clear answer; unanswered_at: asked since, in vain.
CREATE TABLE channel_answer (
    withdrawal TEXT PRIMARY KEY REFERENCES withdrawal (id),
    outcome TEXT CHECK (outcome IN ('paid', 'failed', 'pending', 'never_heard', 'returned')),
    reason_code TEXT,
    reference TEXT,
    at {integer},
    unanswered_at {integer},
    -- When it is asked about again although people ended it as failed.
    ask_at {integer},
    CHECK ((outcome IS NULL) = (at IS NULL))
) {strict};
CREATE INDEX channel_answer_ask ON channel_answer (ask_at) WHERE ask_at IS NOT NULL;

-- books: the withdrawal's status then; channel: what the channel said. A kind is told once as long as the books stay so.
CREATE TABLE contradiction (
    id {identity},
    withdrawal TEXT NOT NULL REFERENCES withdrawal (id),
    account TEXT NOT NULL REFERENCES account (id),
    kind TEXT NOT NULL CHECK (kind IN (
        'paid_after_failed', 'pending_after_failed', 'failed_after_paid', 'pending_after_paid', 'unheard_after_paid',
        'returned_unpaid', 'return_amount', 'reference_twice')),
    books TEXT NOT NULL,
    channel TEXT NOT NULL,
    version {integer} NOT NULL,
    reference TEXT,
    -- The other payout of the same reference.
    other TEXT REFERENCES withdrawal (id),
    at {integer} NOT NULL,
    -- What it stops: the account, until it is resolved.
    stop {integer} NOT NULL UNIQUE REFERENCES stop (id),
    -- What was paid and could not be taken from the funds.
    loss_fen {integer} CHECK (loss_fen >= 0),
    resolved_at {integer},
    resolved_how TEXT CHECK (resolved_how IN ('book', 'give_back', 'nothing', 'write_off', 'returned')),
    UNIQUE (withdrawal, kind, version),
    CHECK ((resolved_at IS NULL) = (resolved_how IS NULL))
) {strict};
CREATE INDEX contradiction_open ON contradiction (withdrawal) WHERE resolved_at IS NULL;
CREATE INDEX contradiction_loss ON contradiction (withdrawal) WHERE loss_fen > 0;

-- Who says how it is resolved, and what proves it.
CREATE TABLE contradiction_word (
    contradiction {integer} NOT NULL REFERENCES contradiction (id),
    reviewer TEXT NOT NULL,
    how TEXT NOT NULL CHECK (how IN ('book', 'give_back', 'nothing', 'write_off')),
    document TEXT NOT NULL,
    at {integer} NOT NULL,
    PRIMARY KEY (contradiction, reviewer, how)
) {strict};

-- Who says that an account may go on.
CREATE TABLE stop_word (
    stop {integer} NOT NULL REFERENCES stop (id),
    reviewer TEXT NOT NULL,
    at {integer} NOT NULL,
    PRIMARY KEY (stop, reviewer)
) {strict};

-- Fresh payouts and those that are asked about wait in lines of their own.
CREATE INDEX withdrawal_fresh ON withdrawal (action_at, id) WHERE status = 'approved';
CREATE INDEX withdrawal_asked ON withdrawal (action_at, id) WHERE status IN ('sending', 'unknown');
CREATE INDEX withdrawal_reference ON withdrawal (channel_reference) WHERE channel_reference IS NOT NULL;
CREATE INDEX withdrawal_back ON withdrawal (return_reference) WHERE return_reference IS NOT NULL;

-- A decision that is put together may be how a contradiction is resolved, too; code is then its number.
-- only: sqlite
CREATE TABLE prepared_wider (
    withdrawal TEXT NOT NULL REFERENCES withdrawal (id),
    reviewer TEXT NOT NULL,
    what TEXT NOT NULL CHECK (what IN (
        'reject', 'again', 'paid', 'failed', 'book', 'give_back', 'nothing', 'write_off')),
    code TEXT,
    papers TEXT NOT NULL DEFAULT '{}',
    text_sealed {blob},
    at {integer} NOT NULL,
    PRIMARY KEY (withdrawal, reviewer)
) {strict};
INSERT INTO prepared_wider (withdrawal, reviewer, what, code, papers, text_sealed, at)
SELECT withdrawal, reviewer, what, code, papers, text_sealed, at FROM prepared;
DROP TABLE prepared;
ALTER TABLE prepared_wider RENAME TO prepared;
-- end

-- only: postgresql
ALTER TABLE prepared DROP CONSTRAINT prepared_what_check;
ALTER TABLE prepared ADD CONSTRAINT prepared_what_check CHECK (what IN (
    'reject', 'again', 'paid', 'failed', 'book', 'give_back', 'nothing', 'write_off'));
-- end
