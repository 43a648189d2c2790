-- What is due is found in the order of its moment and its id, so that a batch reads its own rows only, however many
-- have the same moment. Waiting messages have small indexes of their own: most of the outbox has ended.

DROP INDEX account_reserve_due;
CREATE INDEX account_reserve_due ON account (reserve_due_at, id) WHERE reserve_due_at IS NOT NULL;

DROP INDEX withdrawal_expiry;
CREATE INDEX withdrawal_expiry ON withdrawal (expires_at, id) WHERE expires_at IS NOT NULL;

DROP INDEX withdrawal_stuck;
CREATE INDEX withdrawal_stuck ON withdrawal (stuck_at, id) WHERE stuck_at IS NOT NULL;

DROP INDEX withdrawal_return_ask;
CREATE INDEX withdrawal_return_ask ON withdrawal (return_ask_at, id) WHERE return_ask_at IS NOT NULL;

DROP INDEX withdrawal_promise;
CREATE INDEX withdrawal_promise ON withdrawal (promise_at, id)
    WHERE late_at IS NULL AND status IN ('in_review', 'approved', 'sending', 'unknown');

DROP INDEX withdrawal_remind;
CREATE INDEX withdrawal_remind ON withdrawal (remind_at, id) WHERE status = 'in_review' AND remind_at IS NOT NULL;

DROP INDEX code_expiry;
CREATE INDEX code_expiry ON one_time_code (expires_at, id) WHERE ended_at IS NULL;

DROP INDEX document_delete;
CREATE INDEX document_delete ON document (delete_at, id) WHERE delete_at IS NOT NULL AND deleted_at IS NULL;

DROP INDEX channel_answer_ask;
CREATE INDEX channel_answer_ask ON channel_answer (ask_at, withdrawal) WHERE ask_at IS NOT NULL;

DROP INDEX denial_hour;
CREATE INDEX denial_hour ON denial (hour_at, who);

CREATE INDEX link_token_expiry ON link_token (expires_at) WHERE ended_at IS NULL;

CREATE INDEX outbox_expiry ON outbox (expires_at) WHERE status IN ('waiting', 'sending') AND expires_at IS NOT NULL;
