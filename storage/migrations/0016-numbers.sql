-- Messages in which the number of a payee stands in full; once another screen takes over, or the draft ends, it goes.

CREATE TABLE number_shown (
    chat_user {integer} NOT NULL,
    message_id {integer} NOT NULL,
    withdrawal TEXT NOT NULL REFERENCES withdrawal (id),
    PRIMARY KEY (chat_user, message_id)
) {strict};
CREATE INDEX number_shown_of ON number_shown (withdrawal);
