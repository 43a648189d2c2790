-- Text messages that do not go: how often each was tried in vain, and since when none goes.

-- Tries that failed, and those among them after which the provider may have taken it all the same.
ALTER TABLE outbox ADD COLUMN failures {integer} NOT NULL DEFAULT 0;
ALTER TABLE outbox ADD COLUMN unsure {integer} NOT NULL DEFAULT 0;

CREATE TABLE text_outage (
    id {identity},
    since_at {integer} NOT NULL,
    ended_at {integer}
) {strict};
CREATE INDEX text_outage_open ON text_outage (id) WHERE ended_at IS NULL;
