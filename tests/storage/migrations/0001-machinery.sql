-- Tables for the tests of the machinery itself; the business has its own.

CREATE TABLE counter (
    name TEXT PRIMARY KEY,
    value {integer} NOT NULL CHECK (value >= 0)
) {strict};

CREATE TABLE parent (id {integer} PRIMARY KEY) {strict};

-- The only deferred constraint anywhere: it makes COMMIT itself fail.
CREATE TABLE orphan (
    id {identity},
    parent {integer} NOT NULL REFERENCES parent (id) DEFERRABLE INITIALLY DEFERRED
) {strict};

CREATE TABLE thing (id {identity}, label TEXT, body {blob}, flag {integer} CHECK (flag IN (0, 1))) {strict};

CREATE TABLE bomb (id {integer} PRIMARY KEY) {strict};

CREATE TABLE mine (id {integer} PRIMARY KEY) {strict};

-- only: sqlite
CREATE TRIGGER bomb_explodes BEFORE INSERT ON bomb BEGIN
    SELECT CASE WHEN NEW.id > 0 THEN RAISE(ROLLBACK, 'boom; it said') END;
END;
-- end

-- only: postgresql
CREATE FUNCTION explode() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'boom; it said';
END;
$$;
CREATE TRIGGER bomb_explodes BEFORE INSERT ON bomb FOR EACH ROW EXECUTE FUNCTION explode();

-- Ends the session in the middle of its COMMIT.
CREATE FUNCTION vanish() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_terminate_backend(pg_backend_pid());
    RETURN NULL;
END;
$$;
CREATE CONSTRAINT TRIGGER mine_goes_off AFTER INSERT ON mine
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION vanish();
-- end
