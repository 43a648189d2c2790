-- Support acting as test accounts: sessions, whose clock is ahead, where test accounts come from, and what is written down.

CREATE TABLE acting_session (
    id {identity},
    chat_user {integer} NOT NULL REFERENCES chat_user (id),
    account TEXT NOT NULL REFERENCES account (id),
    reason_sealed {blob} NOT NULL,
    ticket TEXT NOT NULL CHECK (length(ticket) BETWEEN 1 AND 40),
    started_at {integer} NOT NULL,
    ends_at {integer} NOT NULL,
    ended_at {integer},
    ended_why TEXT CHECK (ended_why IN ('exit', 'expired', 'role', 'closed', 'replaced')),
    CHECK (ends_at > started_at),
    CHECK ((ended_at IS NULL) = (ended_why IS NULL))
) {strict};
CREATE UNIQUE INDEX acting_live ON acting_session (chat_user) WHERE ended_at IS NULL;
CREATE INDEX acting_due ON acting_session (ends_at) WHERE ended_at IS NULL;
CREATE INDEX acting_account ON acting_session (account, chat_user);

-- How far a test account's own clock is ahead since when, in microseconds.
CREATE TABLE clock_move (
    id {identity},
    account TEXT NOT NULL REFERENCES account (id),
    at {integer} NOT NULL,
    ahead_us {integer} NOT NULL CHECK (ahead_us > 0),
    who TEXT NOT NULL
) {strict};
CREATE INDEX clock_move_account ON clock_move (account, id);

-- Test accounts made at the desk; one from a file has no scenario.
CREATE TABLE desk_account (
    account TEXT PRIMARY KEY REFERENCES account (id),
    scenario TEXT,
    made_by TEXT NOT NULL,
    made_at {integer} NOT NULL,
    replaced_by TEXT REFERENCES account (id)
) {strict};

-- Whether staff did it, in which session, and why; NULL in rows from before.
ALTER TABLE audit ADD COLUMN by_staff {integer} CHECK (by_staff IN (0, 1));
ALTER TABLE audit ADD COLUMN session {integer} REFERENCES acting_session (id);
ALTER TABLE audit ADD COLUMN ticket TEXT;
ALTER TABLE audit ADD COLUMN reason_sealed {blob};
CREATE INDEX audit_by_staff ON audit (account, id) WHERE by_staff = 1;
CREATE INDEX audit_who ON audit (who, id);
CREATE INDEX audit_at ON audit (at);

-- only: sqlite
CREATE TRIGGER account_test_for_ever BEFORE UPDATE OF is_test ON account WHEN NEW.is_test <> OLD.is_test
BEGIN SELECT RAISE(ABORT, 'what is a test account is fixed'); END;
CREATE TRIGGER acting_test_only BEFORE INSERT ON acting_session
WHEN NOT EXISTS (SELECT 1 FROM account WHERE id = NEW.account AND is_test = 1)
BEGIN SELECT RAISE(ABORT, 'only a test account can be acted as'); END;
CREATE TRIGGER acting_ends_once BEFORE UPDATE ON acting_session
WHEN OLD.ended_at IS NOT NULL OR NEW.id <> OLD.id OR NEW.chat_user <> OLD.chat_user OR NEW.account <> OLD.account
     OR NEW.reason_sealed <> OLD.reason_sealed OR NEW.ticket <> OLD.ticket OR NEW.started_at <> OLD.started_at
     OR NEW.ends_at <> OLD.ends_at
BEGIN SELECT RAISE(ABORT, 'a session only ends'); END;
CREATE TRIGGER acting_kept BEFORE DELETE ON acting_session
BEGIN SELECT RAISE(ABORT, 'sessions are kept'); END;
CREATE TRIGGER clock_test_only BEFORE INSERT ON clock_move
WHEN NOT EXISTS (SELECT 1 FROM account WHERE id = NEW.account AND is_test = 1)
BEGIN SELECT RAISE(ABORT, 'only a test account has a clock of its own'); END;
CREATE TRIGGER clock_move_append_only_u BEFORE UPDATE ON clock_move
BEGIN SELECT RAISE(ABORT, 'clock_move is append-only'); END;
CREATE TRIGGER clock_move_append_only_d BEFORE DELETE ON clock_move
BEGIN SELECT RAISE(ABORT, 'clock_move is append-only'); END;
-- end

-- only: postgresql
CREATE FUNCTION refuse_other_test() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'what is a test account is fixed'; END $$;
CREATE TRIGGER account_test_for_ever BEFORE UPDATE OF is_test ON account
FOR EACH ROW WHEN (NEW.is_test <> OLD.is_test) EXECUTE FUNCTION refuse_other_test();
CREATE FUNCTION refuse_real_account() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM account WHERE id = NEW.account AND is_test = 1) THEN
        RAISE EXCEPTION '% is for test accounts only', TG_TABLE_NAME;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER acting_test_only BEFORE INSERT ON acting_session
FOR EACH ROW EXECUTE FUNCTION refuse_real_account();
CREATE TRIGGER clock_test_only BEFORE INSERT ON clock_move
FOR EACH ROW EXECUTE FUNCTION refuse_real_account();
CREATE FUNCTION refuse_session_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'a session only ends'; END $$;
CREATE TRIGGER acting_ends_once BEFORE UPDATE ON acting_session
FOR EACH ROW WHEN (OLD.ended_at IS NOT NULL OR NEW.id <> OLD.id OR NEW.chat_user <> OLD.chat_user
    OR NEW.account <> OLD.account OR NEW.reason_sealed <> OLD.reason_sealed OR NEW.ticket <> OLD.ticket
    OR NEW.started_at <> OLD.started_at OR NEW.ends_at <> OLD.ends_at)
EXECUTE FUNCTION refuse_session_change();
CREATE TRIGGER acting_kept BEFORE DELETE ON acting_session
FOR EACH ROW EXECUTE FUNCTION refuse_session_change();
CREATE TRIGGER clock_move_append_only BEFORE UPDATE OR DELETE ON clock_move
FOR EACH ROW EXECUTE FUNCTION refuse_change();
-- end
