-- What can become of a payout after it was sent: late, undecided for days, returned; and who among staff is told.

ALTER TABLE withdrawal ADD COLUMN returned_at {integer} CHECK (returned_at IS NULL OR status = 'failed');
ALTER TABLE withdrawal ADD COLUMN return_reference TEXT;
-- When a payout still without a result is told to staff, and when the channel is asked whether one came back.
ALTER TABLE withdrawal ADD COLUMN stuck_at {integer} CHECK (stuck_at IS NULL OR status IN ('sending', 'unknown'));
ALTER TABLE withdrawal ADD COLUMN return_ask_at {integer} CHECK (return_ask_at IS NULL OR status = 'successful');

-- Moments to look at what is there already; whoever looks knows the business days, which no statement does.
UPDATE withdrawal SET stuck_at = sent_at WHERE status IN ('sending', 'unknown');
UPDATE withdrawal SET return_ask_at = ended_at WHERE status = 'successful';
UPDATE withdrawal SET returned_at = ended_at WHERE status = 'failed' AND EXISTS (
    SELECT 1 FROM journal j WHERE j.reference = withdrawal.id AND j.kind = 'withdrawal_returned');

CREATE INDEX withdrawal_promise ON withdrawal (promise_at)
    WHERE late_at IS NULL AND status IN ('approved', 'sending', 'unknown');
CREATE INDEX withdrawal_stuck ON withdrawal (stuck_at) WHERE stuck_at IS NOT NULL;
CREATE INDEX withdrawal_return_ask ON withdrawal (return_ask_at) WHERE return_ask_at IS NOT NULL;

-- Messages to staff go to no chat user. 'logged': there is no chat of staff, the log has it.
-- only: sqlite
CREATE TABLE outbox_wider (
    id {identity},
    event_key TEXT NOT NULL,
    recipient TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('push', 'card', 'sms', 'staff')),
    chat_user {integer} REFERENCES chat_user (id),
    account TEXT REFERENCES account (id),
    template TEXT NOT NULL,
    params TEXT NOT NULL,
    secret {blob},
    status TEXT NOT NULL DEFAULT 'waiting' CHECK (status IN (
        'waiting', 'sending', 'sent', 'superseded', 'expired', 'blocked', 'failed', 'logged')),
    due_at {integer} NOT NULL,
    expires_at {integer},
    lease {integer} NOT NULL DEFAULT 0,
    attempts {integer} NOT NULL DEFAULT 0,
    created_at {integer} NOT NULL,
    ended_at {integer},
    UNIQUE (event_key, recipient),
    CHECK ((kind IN ('sms', 'staff')) = (chat_user IS NULL)),
    CHECK (secret IS NULL OR status IN ('waiting', 'sending'))
) {strict};
INSERT INTO outbox_wider (id, event_key, recipient, kind, chat_user, account, template, params, secret, status, due_at,
                          expires_at, lease, attempts, created_at, ended_at)
SELECT id, event_key, recipient, kind, chat_user, account, template, params, secret, status, due_at,
       expires_at, lease, attempts, created_at, ended_at
FROM outbox ORDER BY id;
DROP TABLE outbox;
ALTER TABLE outbox_wider RENAME TO outbox;
CREATE INDEX outbox_due ON outbox (due_at, id) WHERE status IN ('waiting', 'sending');
CREATE INDEX outbox_chat ON outbox (chat_user, status);
-- end

-- only: postgresql
ALTER TABLE outbox DROP CONSTRAINT outbox_kind_check;
ALTER TABLE outbox ADD CONSTRAINT outbox_kind_check CHECK (kind IN ('push', 'card', 'sms', 'staff'));
ALTER TABLE outbox DROP CONSTRAINT outbox_status_check;
ALTER TABLE outbox ADD CONSTRAINT outbox_status_check CHECK (status IN (
    'waiting', 'sending', 'sent', 'superseded', 'expired', 'blocked', 'failed', 'logged'));
ALTER TABLE outbox DROP CONSTRAINT outbox_check;
ALTER TABLE outbox ADD CONSTRAINT outbox_check CHECK ((kind IN ('sms', 'staff')) = (chat_user IS NULL));
-- end

CREATE INDEX outbox_staff ON outbox (id) WHERE kind = 'staff' AND status IN ('waiting', 'sending');
