-- Waits that end later than the longest of their kind: the clock was set back since they began (rules 6 and 7).
-- until: now plus the length of the wait; a little later than that is no step of a clock.

-- name: waits_of_messages!
-- counted
-- Both conditions on the status: the first one fits the index.
UPDATE outbox SET due_at = :now
WHERE status IN ('waiting', 'sending') AND status = 'waiting' AND due_at > :later AND (created_at > :later OR due_at > :longest)

-- name: waits_of_leased_messages!
-- counted
UPDATE outbox SET due_at = :until
WHERE status IN ('waiting', 'sending') AND status = 'sending' AND due_at > :longest

-- name: waits_of_approved!
-- counted
UPDATE withdrawal SET action_at = :now
WHERE status = 'approved' AND action_at > :later AND (action_count = 0 OR action_at > :longest)

-- name: waits_of_leased_payouts!
-- counted
UPDATE withdrawal SET action_at = :until
WHERE status IN ('sending', 'unknown') AND action_at > :longest AND (status = 'sending' OR action_at = leased_until)

-- name: waits_of_payouts!
-- counted
UPDATE withdrawal SET action_at = :now
WHERE status = 'unknown' AND action_at > :later AND (leased_until IS NULL OR action_at <> leased_until)
  AND (action_at > :longest
       OR (action_count < 20
           AND action_at > :later + (CAST(:first AS BIGINT) << CAST(action_count AS INTEGER))))

-- name: waits_of_returns!
-- counted
UPDATE withdrawal SET return_ask_at = :until
WHERE return_ask_at > :later AND (return_ask_at > :longest OR (return_ask_at = leased_until AND return_ask_at > :leased))

-- name: waits_of_answers!
-- counted
UPDATE channel_answer SET ask_at = :until WHERE ask_at > :longest

-- name: waits_of_codes!
-- counted
UPDATE one_time_code SET expires_at = :until WHERE ended_at IS NULL AND expires_at > :longest

-- name: waits_of_links!
-- counted
UPDATE link_token SET expires_at = :until WHERE ended_at IS NULL AND expires_at > :longest

-- The length of these was chosen when they were made.

-- name: waits_of_code_locks!
-- counted
UPDATE code_try SET until_at = until_at - at + :now, at = :now WHERE at > :later

-- name: waits_of_claims!
-- counted
UPDATE phone_claim SET locked_until = :until WHERE locked_until > :longest

-- name: waits_of_stops!
-- counted
UPDATE stop SET until_at = until_at - since_at + :now, since_at = :now WHERE ended_at IS NULL AND since_at > :later
