-- Which documents carry a signature over all of them, and which parts of SECRET_KEY sealed what is there.

-- 1: signed electronically, over the whole file, and kept as it came.
ALTER TABLE document ADD COLUMN signed {integer} NOT NULL DEFAULT 0 CHECK (signed IN (0, 1));

-- A part of SECRET_KEY that something may be sealed with; the name says nothing of it, and the probe opens with it alone.
CREATE TABLE sealing_key (
    name TEXT PRIMARY KEY CHECK (length(name) = 16),
    probe {blob} NOT NULL
) {strict};

-- What is sealed may be sealed anew, and stays there; everything else of these rows is as fixed as before.
-- only: sqlite
DROP TRIGGER audit_append_only_u;
CREATE TRIGGER audit_append_only_u BEFORE UPDATE OF id, at, who, acting_as, use_case, account, subject, outcome, update_id,
    by_staff, session, ticket, refused, amount_fen, version, detail ON audit
BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END;
CREATE TRIGGER audit_sealed_stays BEFORE UPDATE OF reason_sealed ON audit
WHEN OLD.reason_sealed IS NULL OR NEW.reason_sealed IS NULL
BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END;
DROP TRIGGER acting_ends_once;
CREATE TRIGGER acting_ends_once BEFORE UPDATE OF id, chat_user, account, ticket, started_at, ends_at, ended_at, ended_why
    ON acting_session
WHEN OLD.ended_at IS NOT NULL OR NEW.id <> OLD.id OR NEW.chat_user <> OLD.chat_user OR NEW.account <> OLD.account
     OR NEW.ticket <> OLD.ticket OR NEW.started_at <> OLD.started_at OR NEW.ends_at <> OLD.ends_at
BEGIN SELECT RAISE(ABORT, 'a session only ends'); END;
-- end

-- only: postgresql
DROP TRIGGER audit_append_only ON audit;
CREATE TRIGGER audit_append_only_u BEFORE UPDATE OF id, at, who, acting_as, use_case, account, subject, outcome, update_id,
    by_staff, session, ticket, refused, amount_fen, version, detail ON audit
FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER audit_append_only_d BEFORE DELETE ON audit FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER audit_sealed_stays BEFORE UPDATE OF reason_sealed ON audit
FOR EACH ROW WHEN (OLD.reason_sealed IS NULL OR NEW.reason_sealed IS NULL) EXECUTE FUNCTION refuse_change();
DROP TRIGGER acting_ends_once ON acting_session;
CREATE TRIGGER acting_ends_once BEFORE UPDATE OF id, chat_user, account, ticket, started_at, ends_at, ended_at, ended_why
    ON acting_session
FOR EACH ROW WHEN (OLD.ended_at IS NOT NULL OR NEW.id <> OLD.id OR NEW.chat_user <> OLD.chat_user
    OR NEW.account <> OLD.account OR NEW.ticket <> OLD.ticket OR NEW.started_at <> OLD.started_at
    OR NEW.ends_at <> OLD.ends_at)
EXECUTE FUNCTION refuse_session_change();
-- end
