-- Hand-overs to the payout channel, each with its number; and payouts that the channel knows and the books lacked.

CREATE TABLE handover (
    n {integer} PRIMARY KEY,
    -- NULL: the numbers up to this one were given in books that a backup took the place of.
    withdrawal TEXT UNIQUE REFERENCES withdrawal (id),
    at {integer} NOT NULL
) {strict};

CREATE TABLE missing_payout (
    id TEXT PRIMARY KEY CHECK (length(id) BETWEEN 1 AND 64),
    account TEXT NOT NULL,
    order_id TEXT,
    amount_fen {integer} NOT NULL CHECK (amount_fen > 0),
    currency TEXT NOT NULL,
    method TEXT NOT NULL CHECK (method IN ('original', 'designated', 'application')),
    why TEXT NOT NULL,
    channel_said TEXT NOT NULL,
    channel_at {integer} NOT NULL,
    found_at {integer} NOT NULL,
    stop {integer} REFERENCES stop (id),
    ended_at {integer},
    ended_how TEXT CHECK (ended_how IN ('booked', 'closed')),
    CHECK ((ended_at IS NULL) = (ended_how IS NULL))
) {strict};
CREATE INDEX missing_payout_open ON missing_payout (found_at) WHERE ended_at IS NULL;

-- What one person at the command line said of something that takes two.
CREATE TABLE operator_word (
    subject TEXT NOT NULL,
    who TEXT NOT NULL,
    document TEXT NOT NULL,
    at {integer} NOT NULL,
    PRIMARY KEY (subject, who)
) {strict};
