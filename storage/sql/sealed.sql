-- Every sealed field, read in pages and sealed again; domain/sealed_fields.py lists them.

-- name: sealing_keys
SELECT name, probe FROM sealing_key ORDER BY name

-- name: sealing_key_add!
INSERT INTO sealing_key (name, probe) VALUES (:name, :probe) ON CONFLICT (name) DO NOTHING

-- name: sealing_key_retire!
-- counted
DELETE FROM sealing_key WHERE name <> :but

-- name: sealed_account_identity
SELECT id AS key, identity_sealed AS sealed FROM account
WHERE identity_sealed IS NOT NULL AND id > CAST(:after AS TEXT) ORDER BY id LIMIT :most

-- name: reseal_account_identity!
-- counted
UPDATE account SET identity_sealed = :sealed WHERE id = :key AND identity_sealed = :before

-- name: sealed_account_phone
SELECT id AS key, phone_sealed AS sealed FROM account
WHERE phone_sealed IS NOT NULL AND id > CAST(:after AS TEXT) ORDER BY id LIMIT :most

-- name: reseal_account_phone!
-- counted
UPDATE account SET phone_sealed = :sealed WHERE id = :key AND phone_sealed = :before

-- name: sealed_outbox_secret
-- not null: sealed
SELECT id AS key, secret AS sealed FROM outbox
WHERE secret IS NOT NULL AND id > CAST(:after AS BIGINT) ORDER BY id LIMIT :most

-- name: reseal_outbox_secret!
-- counted
UPDATE outbox SET secret = :sealed WHERE id = :key AND secret = :before

-- name: sealed_test_inbox_text
SELECT id AS key, text_sealed AS sealed FROM test_inbox
WHERE text_sealed IS NOT NULL AND id > CAST(:after AS BIGINT) ORDER BY id LIMIT :most

-- name: reseal_test_inbox_text!
-- counted
UPDATE test_inbox SET text_sealed = :sealed WHERE id = :key AND text_sealed = :before

-- name: sealed_phone_claim_shown
SELECT id AS key, shown_sealed AS sealed FROM phone_claim
WHERE shown_sealed IS NOT NULL AND id > CAST(:after AS BIGINT) ORDER BY id LIMIT :most

-- name: reseal_phone_claim_shown!
-- counted
UPDATE phone_claim SET shown_sealed = :sealed WHERE id = :key AND shown_sealed = :before

-- name: sealed_payee_number
-- not null: sealed
SELECT id AS key, number_sealed AS sealed FROM payee
WHERE number_sealed IS NOT NULL AND id > CAST(:after AS BIGINT) ORDER BY id LIMIT :most

-- name: reseal_payee_number!
-- counted
UPDATE payee SET number_sealed = :sealed WHERE id = :key AND number_sealed = :before

-- name: sealed_payee_name
-- not null: sealed
SELECT id AS key, name_sealed AS sealed FROM payee
WHERE name_sealed IS NOT NULL AND id > CAST(:after AS BIGINT) ORDER BY id LIMIT :most

-- name: reseal_payee_name!
-- counted
UPDATE payee SET name_sealed = :sealed WHERE id = :key AND name_sealed = :before

-- name: sealed_withdrawal_note
-- not null: sealed
SELECT id AS key, note_sealed AS sealed FROM withdrawal
WHERE note_sealed IS NOT NULL AND id > CAST(:after AS TEXT) ORDER BY id LIMIT :most

-- name: reseal_withdrawal_note!
-- counted
UPDATE withdrawal SET note_sealed = :sealed WHERE id = :key AND note_sealed = :before

-- name: sealed_prepared_text
-- not null: key, sealed
SELECT withdrawal || ' ' || reviewer AS key, text_sealed AS sealed FROM prepared
WHERE text_sealed IS NOT NULL AND withdrawal || ' ' || reviewer > CAST(:after AS TEXT) ORDER BY withdrawal || ' ' || reviewer LIMIT :most

-- name: reseal_prepared_text!
-- counted
UPDATE prepared SET text_sealed = :sealed WHERE withdrawal || ' ' || reviewer = :key AND text_sealed = :before

-- name: sealed_second_factor_secret
-- not null: sealed
SELECT id AS key, secret_sealed AS sealed FROM second_factor
WHERE secret_sealed IS NOT NULL AND id > CAST(:after AS BIGINT) ORDER BY id LIMIT :most

-- name: reseal_second_factor_secret!
-- counted
UPDATE second_factor SET secret_sealed = :sealed WHERE id = :key AND secret_sealed = :before

-- name: sealed_acting_session_reason
SELECT id AS key, reason_sealed AS sealed FROM acting_session
WHERE reason_sealed IS NOT NULL AND id > CAST(:after AS BIGINT) ORDER BY id LIMIT :most

-- name: reseal_acting_session_reason!
-- counted
UPDATE acting_session SET reason_sealed = :sealed WHERE id = :key AND reason_sealed = :before

-- name: sealed_audit_reason
-- not null: sealed
SELECT id AS key, reason_sealed AS sealed FROM audit
WHERE reason_sealed IS NOT NULL AND id > CAST(:after AS BIGINT) ORDER BY id LIMIT :most

-- name: reseal_audit_reason!
-- counted
UPDATE audit SET reason_sealed = :sealed WHERE id = :key AND reason_sealed = :before

-- name: sealed_link_name
-- not null: sealed
SELECT id AS key, name_sealed AS sealed FROM link
WHERE name_sealed IS NOT NULL AND id > CAST(:after AS BIGINT) ORDER BY id LIMIT :most

-- name: reseal_link_name!
-- counted
UPDATE link SET name_sealed = :sealed WHERE id = :key AND name_sealed = :before
