-- Accounts whose withdrawals are stopped for a while, whoever stopped them and why (rules 4 and 6).

CREATE TABLE stop (
    id {identity},
    account TEXT NOT NULL REFERENCES account (id),
    why TEXT NOT NULL CHECK (why IN ('contradiction', 'support', 'not_me')),
    -- 1: only withdrawals to a payee; 0: every withdrawal.
    payees_only {integer} NOT NULL CHECK (payees_only IN (0, 1)),
    since_at {integer} NOT NULL,
    -- NULL: until two people resume it.
    until_at {integer},
    who TEXT NOT NULL,
    ended_at {integer},
    ended_by TEXT,
    CHECK ((ended_at IS NULL) = (ended_by IS NULL))
) {strict};
CREATE INDEX stop_live ON stop (account) WHERE ended_at IS NULL;
