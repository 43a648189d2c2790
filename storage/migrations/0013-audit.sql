-- The audit says what was done, is chained by hash afterwards, and counts the denials of strangers.

-- refused: nothing was done; NULL in rows from before. detail: a JSON object, its names in domain/audit.py.
ALTER TABLE audit ADD COLUMN refused {integer} CHECK (refused IN (0, 1));
ALTER TABLE audit ADD COLUMN amount_fen {integer};
ALTER TABLE audit ADD COLUMN version {integer};
ALTER TABLE audit ADD COLUMN detail TEXT;

-- The chain. personal: for each field that may be erased later its salt and digest; hash is over them, the other
-- fields and the hash before. A field is erased together with its salt; its digest stays, and the chain holds.
CREATE TABLE audit_chain (
    position {integer} PRIMARY KEY CHECK (position > 0),
    audit {integer} NOT NULL UNIQUE REFERENCES audit (id),
    personal TEXT NOT NULL,
    hash {blob} NOT NULL
) {strict};

-- Rows that wait for the chain; those that were there before wait, too.
CREATE TABLE audit_unchained (
    audit {integer} PRIMARY KEY REFERENCES audit (id)
) {strict};
INSERT INTO audit_unchained (audit) SELECT id FROM audit ORDER BY id;

-- What people who are not staff were denied in one hour, to become one row of the audit when that is over.
CREATE TABLE denial (
    who TEXT NOT NULL,
    hour_at {integer} NOT NULL,
    what TEXT NOT NULL,
    count {integer} NOT NULL CHECK (count > 0),
    PRIMARY KEY (who, hour_at, what)
) {strict};
CREATE INDEX denial_hour ON denial (hour_at);

-- only: sqlite
CREATE TRIGGER audit_waits AFTER INSERT ON audit
BEGIN INSERT INTO audit_unchained (audit) VALUES (NEW.id); END;
CREATE TRIGGER audit_chain_append_only_u BEFORE UPDATE OF position, audit, hash ON audit_chain
BEGIN SELECT RAISE(ABORT, 'audit_chain is append-only'); END;
CREATE TRIGGER audit_chain_append_only_d BEFORE DELETE ON audit_chain
BEGIN SELECT RAISE(ABORT, 'audit_chain is append-only'); END;
-- end

-- only: postgresql
CREATE FUNCTION await_chain() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN INSERT INTO audit_unchained (audit) VALUES (NEW.id); RETURN NULL; END $$;
CREATE TRIGGER audit_waits AFTER INSERT ON audit FOR EACH ROW EXECUTE FUNCTION await_chain();
CREATE TRIGGER audit_chain_append_only_u BEFORE UPDATE OF position, audit, hash ON audit_chain
FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER audit_chain_append_only_d BEFORE DELETE ON audit_chain
FOR EACH ROW EXECUTE FUNCTION refuse_change();
-- end
