-- One person is one person: logins of staff, from when a role decides, second factors, and what resets one.

-- A role given at the command line decides nothing before this; NULL: at once.
ALTER TABLE staff ADD COLUMN decides_from_at {integer};

CREATE TABLE staff_login (
    id {identity},
    login TEXT NOT NULL CHECK (length(login) BETWEEN 1 AND 64),
    chat_user {bigint} NOT NULL,
    decides_from_at {integer},
    added_at {integer} NOT NULL,
    added_by TEXT NOT NULL,
    removed_at {integer},
    removed_by TEXT,
    CHECK ((removed_at IS NULL) = (removed_by IS NULL))
) {strict};
CREATE UNIQUE INDEX staff_login_live ON staff_login (login) WHERE removed_at IS NULL;
CREATE INDEX staff_login_person ON staff_login (chat_user) WHERE removed_at IS NULL;

-- The authenticator of a member of staff. Its secret is gone when it has ended.
CREATE TABLE second_factor (
    id {identity},
    chat_user {bigint} NOT NULL,
    secret_sealed {blob},
    made_at {integer} NOT NULL,
    made_by TEXT NOT NULL,
    -- Until when the first right code has to come, and the message that shows the secret in the chat, if one does.
    shown_until {integer} NOT NULL,
    in_chat {integer} NOT NULL CHECK (in_chat IN (0, 1)),
    message_id {integer},
    proved_at {integer},
    -- The last steps (of 30 s since 1970) whose code was taken, oldest first, as JSON.
    used TEXT NOT NULL DEFAULT '[]',
    wrong_tries {integer} NOT NULL DEFAULT 0,
    locked_until {integer},
    -- Until when cases may be looked at; and for which decision a code was typed, until when.
    look_until {integer},
    step_up TEXT,
    step_up_until {integer},
    -- One reset at the command line decides nothing before this.
    decides_from_at {integer},
    ended_at {integer},
    ended_by TEXT,
    CHECK ((ended_at IS NULL) = (secret_sealed IS NOT NULL)),
    CHECK ((ended_at IS NULL) = (ended_by IS NULL)),
    CHECK ((step_up IS NULL) = (step_up_until IS NULL))
) {strict};
CREATE UNIQUE INDEX second_factor_live ON second_factor (chat_user) WHERE ended_at IS NULL;
CREATE INDEX second_factor_look ON second_factor (look_until) WHERE look_until IS NOT NULL;
CREATE INDEX second_factor_shown ON second_factor (shown_until) WHERE message_id IS NOT NULL;

-- A word that lets somebody enrol in the chat, as a keyed hash; and who asked that a second factor be reset.
CREATE TABLE factor_word (
    chat_user {bigint} PRIMARY KEY,
    word_key {blob} NOT NULL,
    made_at {integer} NOT NULL,
    made_by TEXT NOT NULL,
    expires_at {integer} NOT NULL,
    wrong_tries {integer} NOT NULL DEFAULT 0
) {strict};
CREATE TABLE factor_reset (
    chat_user {bigint} NOT NULL,
    asked_by TEXT NOT NULL,
    asked_at {integer} NOT NULL,
    PRIMARY KEY (chat_user, asked_by)
) {strict};

-- Names that were typed at the command line are nobody's: what they said of undecided withdrawals counts no more.
DELETE FROM approval WHERE substr(reviewer, 1, 9) = 'operator:' AND withdrawal IN (
    SELECT id FROM withdrawal WHERE status IN ('in_review', 'sending', 'unknown'));
