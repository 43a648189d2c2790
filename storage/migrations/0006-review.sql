-- Review in the chat: what a reviewer has begun to decide, when a case is to be remembered, and the day's summary.

-- When the group is told that a case still waits; only of use while it is In Review.
ALTER TABLE withdrawal ADD COLUMN remind_at {integer};
UPDATE withdrawal SET remind_at = submitted_at WHERE status = 'in_review';
CREATE INDEX withdrawal_remind ON withdrawal (remind_at) WHERE status = 'in_review' AND remind_at IS NOT NULL;

-- A decision that is being put together: reason, verdicts on documents, words for the customer. Gone once it is made.
CREATE TABLE prepared (
    withdrawal TEXT NOT NULL REFERENCES withdrawal (id),
    reviewer TEXT NOT NULL,
    what TEXT NOT NULL CHECK (what IN ('reject', 'again', 'paid', 'failed')),
    code TEXT,
    papers TEXT NOT NULL DEFAULT '{}',
    text_sealed {blob},
    at {integer} NOT NULL,
    PRIMARY KEY (withdrawal, reviewer)
) {strict};

-- One row: when the group gets its summary; NULL while there is nothing to sum up.
CREATE TABLE staff_summary (
    id {integer} PRIMARY KEY CHECK (id = 1),
    due_at {integer},
    last_at {integer} NOT NULL
) {strict};
INSERT INTO staff_summary (id, due_at, last_at)
SELECT 1, MIN(submitted_at), 0 FROM withdrawal WHERE status = 'in_review';
CREATE INDEX staff_summary_due ON staff_summary (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX staff_card_message ON staff_card (chat, message_id);
