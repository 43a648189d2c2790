-- What a limit counts is found without what is over: live links, a day's documents, drafts and test accounts.

CREATE INDEX link_on ON link (account) WHERE unlinked_at IS NULL;
CREATE INDEX document_sent ON document (account, uploaded_at);
DROP INDEX document_account;
CREATE INDEX withdrawal_begun ON withdrawal (chat_user, account, created_at);
CREATE INDEX withdrawal_paid_to ON withdrawal (account, submitted_at, id)
    WHERE payee IS NOT NULL AND submitted_at IS NOT NULL;
CREATE INDEX desk_account_made ON desk_account (made_by, made_at);
-- What has been silent or over for long is found by its age.
CREATE INDEX fsm_silent ON fsm (updated_at);
CREATE INDEX link_token_over ON link_token (expires_at);
