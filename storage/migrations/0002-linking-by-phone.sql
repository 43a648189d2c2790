-- Linking by phone: who said to have which number, and codes that may belong to no account at all.

-- One row for each pair of chat user and number; the number itself is not kept, only what its screens show of it.
CREATE TABLE phone_claim (
    id {identity},
    chat_user {integer} NOT NULL REFERENCES chat_user (id),
    phone_key {blob} NOT NULL,
    shown_sealed {blob} NOT NULL,
    asked_at {integer} NOT NULL,
    wrong_tries {integer} NOT NULL DEFAULT 0 CHECK (wrong_tries >= 0),
    locked_until {integer},
    proved_until {integer},
    UNIQUE (chat_user, phone_key)
) {strict};
CREATE INDEX phone_claim_phone ON phone_claim (phone_key, asked_at);
CREATE INDEX phone_claim_asked ON phone_claim (asked_at);

-- The account of a code is whose telephone it goes to; only a code for linking by phone may go to nobody.
-- only: postgresql
ALTER TABLE one_time_code ALTER COLUMN account DROP NOT NULL;
ALTER TABLE one_time_code DROP CONSTRAINT one_time_code_scope_check;
ALTER TABLE one_time_code ADD CONSTRAINT one_time_code_scope_check CHECK (scope IN ('withdrawal', 'link', 'phone'));
ALTER TABLE one_time_code ADD CONSTRAINT one_time_code_account_check CHECK (scope = 'phone' OR account IS NOT NULL);
-- end

-- only: sqlite
CREATE TABLE one_time_code_new (
    id {identity},
    scope TEXT NOT NULL CHECK (scope IN ('withdrawal', 'link', 'phone')),
    subject TEXT NOT NULL,
    account TEXT REFERENCES account (id),
    phone_key {blob} NOT NULL,
    binding {blob} NOT NULL,
    code_key {blob} NOT NULL,
    created_at {integer} NOT NULL,
    expires_at {integer} NOT NULL,
    wrong_tries {integer} NOT NULL DEFAULT 0,
    accepted_at {integer},
    ended_at {integer},
    ended_why TEXT CHECK (ended_why IN ('used', 'replaced', 'wrong', 'edited', 'expired', 'phone')),
    CHECK (scope = 'phone' OR account IS NOT NULL),
    CHECK ((ended_at IS NULL) = (ended_why IS NULL))
) {strict};
INSERT INTO one_time_code_new (id, scope, subject, account, phone_key, binding, code_key, created_at, expires_at,
                               wrong_tries, accepted_at, ended_at, ended_why)
SELECT id, scope, subject, account, phone_key, binding, code_key, created_at, expires_at, wrong_tries, accepted_at,
       ended_at, ended_why
FROM one_time_code;
DROP TABLE one_time_code;
ALTER TABLE one_time_code_new RENAME TO one_time_code;
CREATE UNIQUE INDEX code_live ON one_time_code (scope, subject) WHERE ended_at IS NULL;
CREATE INDEX code_expiry ON one_time_code (expires_at) WHERE ended_at IS NULL;
CREATE INDEX code_phone ON one_time_code (phone_key, created_at);
CREATE INDEX code_account ON one_time_code (account) WHERE ended_at IS NULL;
-- end
