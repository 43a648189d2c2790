-- Sessions in which support acts as a test account, and the inbox of such an account.

-- name: acting_live^
-- row: ActingRow
SELECT id, chat_user, account, reason_sealed, ticket, started_at, ends_at FROM acting_session
WHERE chat_user = :chat_user AND ended_at IS NULL

-- name: acting_live_of
-- row: ActingRow
SELECT id, chat_user, account, reason_sealed, ticket, started_at, ends_at FROM acting_session
WHERE account = :account AND ended_at IS NULL ORDER BY id

-- name: acting_due
-- row: ActingRow
SELECT id, chat_user, account, reason_sealed, ticket, started_at, ends_at FROM acting_session
WHERE ended_at IS NULL AND (ends_at <= :now OR started_at > CAST(:now AS BIGINT) + 30000000) ORDER BY ends_at, id LIMIT :most

-- name: next_session$
SELECT MIN(ends_at) AS due_at FROM acting_session WHERE ended_at IS NULL

-- name: acting_users
SELECT chat_user FROM acting_session WHERE account = :account AND ended_at IS NULL ORDER BY id

-- name: acted_as$
SELECT 1 FROM acting_session WHERE account = :account AND chat_user = :chat_user LIMIT 1

-- name: acting_add^
-- row: ActingRow
INSERT INTO acting_session (chat_user, account, reason_sealed, ticket, started_at, ends_at)
VALUES (:chat_user, :account, :reason_sealed, :ticket, :now, :ends_at)
RETURNING id, chat_user, account, reason_sealed, ticket, started_at, ends_at

-- name: acting_end!
-- counted
UPDATE acting_session SET ended_at = :now, ended_why = :why WHERE id = :id AND ended_at IS NULL

-- Work of a session that has ended.

-- name: acting_lost_withdrawal^
-- row: ActingLostRow
SELECT s.account AS account, s.ended_why AS ended_why
FROM withdrawal w JOIN acting_session s ON s.account = w.account
WHERE w.id = :id AND s.chat_user = :chat_user AND s.ended_at IS NOT NULL ORDER BY s.id DESC LIMIT 1

-- name: acting_lost_fund^
-- row: ActingLostRow
SELECT s.account AS account, s.ended_why AS ended_why
FROM fund f JOIN acting_session s ON s.account = f.account
WHERE f.id = :id AND s.chat_user = :chat_user AND s.ended_at IS NOT NULL ORDER BY s.id DESC LIMIT 1

-- name: inbox_newest
SELECT at, text_sealed FROM test_inbox WHERE account = :account ORDER BY id DESC LIMIT :most

-- name: test_accounts
-- row: TestAccountRow
-- null: made_by
SELECT a.id AS id, a.name AS name, a.kind AS kind, a.standing AS standing, a.opened_at AS opened_at,
       d.scenario AS scenario, d.made_by AS made_by
FROM account a LEFT JOIN desk_account d ON d.account = a.id
WHERE a.is_test = 1 AND a.standing <> 'closed' ORDER BY a.opened_at DESC, a.id LIMIT :most

-- name: test_account^
-- row: TestAccountRow
-- null: made_by
SELECT a.id AS id, a.name AS name, a.kind AS kind, a.standing AS standing, a.opened_at AS opened_at,
       d.scenario AS scenario, d.made_by AS made_by
FROM account a LEFT JOIN desk_account d ON d.account = a.id
WHERE a.is_test = 1 AND a.id = :id

-- name: desk_account_add!
INSERT INTO desk_account (account, scenario, made_by, made_at) VALUES (:account, :scenario, :who, :now)
ON CONFLICT (account) DO NOTHING

-- name: desk_accounts_made$
-- always
SELECT CAST(COUNT(*) AS BIGINT) FROM desk_account WHERE made_by = :who AND made_at > :since

-- name: desk_account_replace!
UPDATE desk_account SET replaced_by = :new WHERE account = :account AND replaced_by IS NULL
