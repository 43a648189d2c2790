-- Text messages that fail.

-- name: outbox_failure!
UPDATE outbox SET failures = failures + 1, unsure = unsure + :unsure WHERE id = :id

-- name: texts_failing$
-- always
SELECT COUNT(*) FROM outbox WHERE kind = 'sms' AND status IN ('waiting', 'sending') AND failures >= :least

-- name: text_outage_open^
SELECT id, since_at FROM text_outage WHERE ended_at IS NULL ORDER BY id LIMIT 1

-- name: text_outage_add^
INSERT INTO text_outage (since_at) VALUES (:since_at) RETURNING id

-- name: text_outage_end!
UPDATE text_outage SET ended_at = :now WHERE id = :id

-- name: code_by_id^
SELECT scope, subject, account, ended_at FROM one_time_code WHERE id = :id

-- name: withdrawal_chat_user$
SELECT chat_user FROM withdrawal WHERE id = :id
