-- Links that can be taken back: when their chat proved the phone, whether a phone change suspended them, who ended them.
-- Codes know the chat that asked; tries and locks are kept for each account and chat user.

-- NULL in proved_at: as linked_at. A suspended link shows nothing until its chat proves the account's new phone.
ALTER TABLE link ADD COLUMN proved_at {integer};
ALTER TABLE link ADD COLUMN suspended_at {integer};
ALTER TABLE link ADD COLUMN name_sealed {blob};
ALTER TABLE link ADD COLUMN ended_why TEXT CHECK (ended_why IN ('self', 'code', 'not_me', 'support', 'operator'));
ALTER TABLE link ADD COLUMN ended_by TEXT;
UPDATE link SET proved_at = linked_at;
UPDATE link SET ended_why = 'self' WHERE unlinked_at IS NOT NULL;

ALTER TABLE one_time_code ADD COLUMN chat_user {integer} REFERENCES chat_user (id);
CREATE INDEX code_asker ON one_time_code (chat_user, created_at) WHERE chat_user IS NOT NULL;

-- From when a withdrawal to a payee may be approved: its link was younger than a day when it was submitted.
ALTER TABLE withdrawal ADD COLUMN approve_from_at {integer};
UPDATE withdrawal SET approve_from_at = (
    SELECT MAX(l.linked_at) + 86400000000 FROM link l
    WHERE l.chat_user = withdrawal.chat_user AND l.account = withdrawal.via_account)
WHERE status = 'in_review' AND method IN ('designated', 'application');

-- linking 1: while connecting or proving a phone, where wrong tries lock nothing but that.
CREATE TABLE code_try (
    id {identity},
    account TEXT NOT NULL REFERENCES account (id),
    chat_user {integer} NOT NULL REFERENCES chat_user (id),
    linking {integer} NOT NULL CHECK (linking IN (0, 1)),
    what TEXT NOT NULL CHECK (what IN ('wrong', 'right', 'lock')),
    at {integer} NOT NULL,
    until_at {integer},
    CHECK ((what = 'lock') = (until_at IS NOT NULL))
) {strict};
CREATE INDEX code_try_of ON code_try (account, chat_user, linking, at);
CREATE INDEX code_try_at ON code_try (at);
-- A lock of an account becomes one of everybody who is linked to it.
INSERT INTO code_try (account, chat_user, linking, what, at, until_at)
SELECT c.account, l.chat_user, 0, 'lock', c.until - 900000000, c.until
FROM code_lock c JOIN link l ON l.account = c.account AND l.unlinked_at IS NULL
WHERE c.scope = 'withdrawal';
DROP TABLE code_lock;

-- Each time somebody said "Not me": about which account, and which code, link or phone change.
CREATE TABLE not_me (
    id {identity},
    chat_user {integer} NOT NULL REFERENCES chat_user (id),
    account TEXT NOT NULL REFERENCES account (id),
    what TEXT NOT NULL CHECK (what IN ('code', 'link', 'phone')),
    subject {integer} NOT NULL,
    at {integer} NOT NULL
) {strict};
CREATE INDEX not_me_of ON not_me (chat_user, account, at);
