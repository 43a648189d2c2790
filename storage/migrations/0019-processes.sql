-- Which process runs the bot, which bot that is, and what each process has leased.

-- One row for every start; the newest is the one that runs, or ran last.
CREATE TABLE process (
    id {identity},
    host TEXT NOT NULL,
    pid {integer} NOT NULL,
    bot {integer} NOT NULL,
    started_at {integer} NOT NULL
) {strict};

-- The bot that runs, or ran last.
CREATE VIEW own_bot AS SELECT COALESCE((SELECT p.bot FROM process p ORDER BY p.id DESC LIMIT 1), 0) AS id;

ALTER TABLE outbox ADD COLUMN leased_by {integer};
-- A lease of a payout, or of a question about it, lives for as long as it is due at this very moment.
ALTER TABLE withdrawal ADD COLUMN leased_by {integer};
ALTER TABLE withdrawal ADD COLUMN leased_until {integer};
CREATE INDEX withdrawal_leased ON withdrawal (leased_by) WHERE leased_by IS NOT NULL;

-- A message is one bot's; 0: of whichever bot runs first from now on.
ALTER TABLE status_card ADD COLUMN bot {integer} NOT NULL DEFAULT 0;
ALTER TABLE staff_card ADD COLUMN bot {integer} NOT NULL DEFAULT 0;
ALTER TABLE number_shown ADD COLUMN bot {integer} NOT NULL DEFAULT 0;
