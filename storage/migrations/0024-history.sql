-- What is asked about a part of a long history has an index of that part.

CREATE INDEX audit_acting ON audit (acting_as, id) WHERE acting_as IS NOT NULL;
CREATE INDEX withdrawal_waits ON withdrawal (account) WHERE status IN ('in_review', 'approved');
CREATE INDEX withdrawal_waits_via ON withdrawal (via_account) WHERE status IN ('in_review', 'approved');
DROP INDEX withdrawal_payee;
CREATE INDEX withdrawal_payee ON withdrawal (payee, submitted_at) WHERE payee IS NOT NULL;
CREATE INDEX withdrawal_under_way ON withdrawal (account)
    WHERE status IN ('in_review', 'approved', 'sending', 'unknown');
CREATE INDEX transition_decided ON transition (at) WHERE from_status = 'in_review';
DROP INDEX contradiction_open;
CREATE INDEX contradiction_open ON contradiction (id) WHERE resolved_at IS NULL;
CREATE INDEX contradiction_of ON contradiction (withdrawal);
DROP INDEX contradiction_loss;
CREATE INDEX contradiction_loss ON contradiction (id) WHERE loss_fen > 0;
CREATE INDEX link_ended ON link (chat_user, account) WHERE unlinked_at IS NOT NULL;
CREATE INDEX event_received ON event (received_at);
CREATE INDEX document_newest ON document (uploaded_at);
