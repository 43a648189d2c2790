-- What an account's open rows come to, so that no figure is added up over them; and the open rows by themselves.

-- One row an account, kept by the triggers below alone; `check` compares it with the rows that it sums up.
CREATE TABLE account_sum (
    account TEXT PRIMARY KEY REFERENCES account (id),
    cash_fen {integer} NOT NULL DEFAULT 0,
    transferred_fen {integer} NOT NULL DEFAULT 0,
    other_fen {integer} NOT NULL DEFAULT 0,
    credit_notes_fen {integer} NOT NULL DEFAULT 0,
    overdue_fen {integer} NOT NULL DEFAULT 0,
    unsettled_fen {integer} NOT NULL DEFAULT 0,
    in_withdrawal_fen {integer} NOT NULL DEFAULT 0,
    -- Pay-as-you-go resources that are not released.
    active_resources {integer} NOT NULL DEFAULT 0
) {strict};

-- A sum beyond 64 bits becomes the largest of 18 nines, so that one absurd account stops nobody's upgrade.
INSERT INTO account_sum (account, cash_fen, transferred_fen, other_fen, credit_notes_fen, overdue_fen, unsettled_fen,
                         in_withdrawal_fen, active_resources)
SELECT a.id,
  (SELECT CASE WHEN s.fen > 999999999999999999 THEN 999999999999999999 ELSE s.fen END FROM (
      SELECT COALESCE(SUM(remaining_fen / 1000000) * 1000000 + SUM(remaining_fen % 1000000), 0) AS fen
      FROM fund WHERE account = a.id) AS s),
  (SELECT CASE WHEN s.fen > 999999999999999999 THEN 999999999999999999 ELSE s.fen END FROM (
      SELECT COALESCE(SUM(remaining_fen / 1000000) * 1000000 + SUM(remaining_fen % 1000000), 0) AS fen
      FROM fund WHERE account = a.id AND kind = 'transfer') AS s),
  (SELECT CASE WHEN s.fen > 999999999999999999 THEN 999999999999999999 ELSE s.fen END FROM (
      SELECT COALESCE(SUM(remaining_fen / 1000000) * 1000000 + SUM(remaining_fen % 1000000), 0) AS fen
      FROM fund WHERE account = a.id AND kind = 'other') AS s),
  (SELECT CASE WHEN s.fen > 999999999999999999 THEN 999999999999999999 ELSE s.fen END FROM (
      SELECT COALESCE(SUM(open_fen / 1000000) * 1000000 + SUM(open_fen % 1000000), 0) AS fen
      FROM credit_note WHERE account = a.id) AS s),
  (SELECT CASE WHEN s.fen > 999999999999999999 THEN 999999999999999999 ELSE s.fen END FROM (
      SELECT COALESCE(SUM((amount_fen - paid_fen) / 1000000) * 1000000 + SUM((amount_fen - paid_fen) % 1000000), 0) AS fen
      FROM bill WHERE account = a.id) AS s),
  (SELECT CASE WHEN s.fen > 999999999999999999 THEN 999999999999999999 ELSE s.fen END FROM (
      SELECT COALESCE(SUM(unsettled_fen / 1000000) * 1000000 + SUM(unsettled_fen % 1000000), 0) AS fen
      FROM cycle_usage WHERE account = a.id) AS s),
  (SELECT CASE WHEN s.fen > 999999999999999999 THEN 999999999999999999 ELSE s.fen END FROM (
      SELECT COALESCE(SUM(amount_fen / 1000000) * 1000000 + SUM(amount_fen % 1000000), 0) AS fen
      FROM withdrawal WHERE account = a.id AND status IN ('in_review', 'approved', 'sending', 'unknown')) AS s),
  (SELECT COUNT(*) FROM resource WHERE account = a.id AND billing = 'pay_as_you_go' AND released_at IS NULL)
FROM account a;

-- only: sqlite
CREATE TRIGGER account_sum_begins AFTER INSERT ON account
BEGIN INSERT INTO account_sum (account) VALUES (NEW.id); END;
CREATE TRIGGER fund_summed_i AFTER INSERT ON fund WHEN NEW.remaining_fen <> 0
BEGIN
    UPDATE account_sum SET cash_fen = cash_fen + NEW.remaining_fen,
        transferred_fen = transferred_fen + CASE NEW.kind WHEN 'transfer' THEN NEW.remaining_fen ELSE 0 END,
        other_fen = other_fen + CASE NEW.kind WHEN 'other' THEN NEW.remaining_fen ELSE 0 END
    WHERE account = NEW.account;
END;
CREATE TRIGGER fund_summed_u AFTER UPDATE OF remaining_fen ON fund WHEN NEW.remaining_fen <> OLD.remaining_fen
BEGIN
    UPDATE account_sum SET cash_fen = cash_fen + (NEW.remaining_fen - OLD.remaining_fen),
        transferred_fen = transferred_fen
            + CASE NEW.kind WHEN 'transfer' THEN NEW.remaining_fen - OLD.remaining_fen ELSE 0 END,
        other_fen = other_fen + CASE NEW.kind WHEN 'other' THEN NEW.remaining_fen - OLD.remaining_fen ELSE 0 END
    WHERE account = NEW.account;
END;
CREATE TRIGGER credit_note_summed_i AFTER INSERT ON credit_note
BEGIN
    UPDATE account_sum SET credit_notes_fen = credit_notes_fen + NEW.open_fen WHERE account = NEW.account;
END;
CREATE TRIGGER credit_note_summed_u AFTER UPDATE OF open_fen ON credit_note
BEGIN
    UPDATE account_sum SET credit_notes_fen = credit_notes_fen + (NEW.open_fen - OLD.open_fen)
    WHERE account = NEW.account;
END;
CREATE TRIGGER bill_summed_i AFTER INSERT ON bill
BEGIN
    UPDATE account_sum SET overdue_fen = overdue_fen + (NEW.amount_fen - NEW.paid_fen) WHERE account = NEW.account;
END;
CREATE TRIGGER bill_summed_u AFTER UPDATE OF amount_fen, paid_fen ON bill
BEGIN
    UPDATE account_sum
    SET overdue_fen = overdue_fen + ((NEW.amount_fen - NEW.paid_fen) - (OLD.amount_fen - OLD.paid_fen))
    WHERE account = NEW.account;
END;
CREATE TRIGGER usage_summed_i AFTER INSERT ON cycle_usage
BEGIN
    UPDATE account_sum SET unsettled_fen = unsettled_fen + NEW.unsettled_fen WHERE account = NEW.account;
END;
CREATE TRIGGER usage_summed_u AFTER UPDATE OF unsettled_fen ON cycle_usage
WHEN NEW.unsettled_fen <> OLD.unsettled_fen
BEGIN
    UPDATE account_sum SET unsettled_fen = unsettled_fen + (NEW.unsettled_fen - OLD.unsettled_fen)
    WHERE account = NEW.account;
END;
CREATE TRIGGER withdrawal_summed_i AFTER INSERT ON withdrawal
WHEN NEW.status IN ('in_review', 'approved', 'sending', 'unknown')
BEGIN
    UPDATE account_sum SET in_withdrawal_fen = in_withdrawal_fen + NEW.amount_fen WHERE account = NEW.account;
END;
CREATE TRIGGER withdrawal_summed_u AFTER UPDATE OF status, amount_fen ON withdrawal
WHEN NEW.status <> OLD.status OR NEW.amount_fen <> OLD.amount_fen
BEGIN
    UPDATE account_sum SET in_withdrawal_fen = in_withdrawal_fen
        + CASE WHEN NEW.status IN ('in_review', 'approved', 'sending', 'unknown') THEN NEW.amount_fen ELSE 0 END
        - CASE WHEN OLD.status IN ('in_review', 'approved', 'sending', 'unknown') THEN OLD.amount_fen ELSE 0 END
    WHERE account = NEW.account
      AND (NEW.status IN ('in_review', 'approved', 'sending', 'unknown')
           OR OLD.status IN ('in_review', 'approved', 'sending', 'unknown'));
END;
CREATE TRIGGER resource_summed_i AFTER INSERT ON resource
WHEN NEW.billing = 'pay_as_you_go' AND NEW.released_at IS NULL
BEGIN
    UPDATE account_sum SET active_resources = active_resources + 1 WHERE account = NEW.account;
END;
CREATE TRIGGER resource_summed_u AFTER UPDATE OF released_at ON resource
WHEN NEW.billing = 'pay_as_you_go' AND (NEW.released_at IS NULL) <> (OLD.released_at IS NULL)
BEGIN
    UPDATE account_sum
    SET active_resources = active_resources + CASE WHEN NEW.released_at IS NULL THEN 1 ELSE -1 END
    WHERE account = NEW.account;
END;
-- end

-- only: postgresql
CREATE FUNCTION begin_account_sum() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO account_sum (account) VALUES (NEW.id);
    RETURN NULL;
END $$;
CREATE TRIGGER account_sum_begins AFTER INSERT ON account FOR EACH ROW EXECUTE FUNCTION begin_account_sum();

CREATE FUNCTION sum_fund() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    more BIGINT := NEW.remaining_fen - CASE TG_OP WHEN 'UPDATE' THEN OLD.remaining_fen ELSE 0 END;
BEGIN
    IF more <> 0 THEN
        UPDATE account_sum SET cash_fen = cash_fen + more,
            transferred_fen = transferred_fen + CASE NEW.kind WHEN 'transfer' THEN more ELSE 0 END,
            other_fen = other_fen + CASE NEW.kind WHEN 'other' THEN more ELSE 0 END
        WHERE account = NEW.account;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER fund_summed AFTER INSERT OR UPDATE OF remaining_fen ON fund
FOR EACH ROW EXECUTE FUNCTION sum_fund();

CREATE FUNCTION sum_credit_note() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    more BIGINT := NEW.open_fen - CASE TG_OP WHEN 'UPDATE' THEN OLD.open_fen ELSE 0 END;
BEGIN
    UPDATE account_sum SET credit_notes_fen = credit_notes_fen + more WHERE account = NEW.account;
    RETURN NULL;
END $$;
CREATE TRIGGER credit_note_summed AFTER INSERT OR UPDATE OF open_fen ON credit_note
FOR EACH ROW EXECUTE FUNCTION sum_credit_note();

CREATE FUNCTION sum_bill() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    more BIGINT := (NEW.amount_fen - NEW.paid_fen)
        - CASE TG_OP WHEN 'UPDATE' THEN OLD.amount_fen - OLD.paid_fen ELSE 0 END;
BEGIN
    UPDATE account_sum SET overdue_fen = overdue_fen + more WHERE account = NEW.account;
    RETURN NULL;
END $$;
CREATE TRIGGER bill_summed AFTER INSERT OR UPDATE OF amount_fen, paid_fen ON bill
FOR EACH ROW EXECUTE FUNCTION sum_bill();

CREATE FUNCTION sum_usage() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    more BIGINT := NEW.unsettled_fen - CASE TG_OP WHEN 'UPDATE' THEN OLD.unsettled_fen ELSE 0 END;
BEGIN
    IF more <> 0 THEN
        UPDATE account_sum SET unsettled_fen = unsettled_fen + more WHERE account = NEW.account;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER usage_summed AFTER INSERT OR UPDATE OF unsettled_fen ON cycle_usage
FOR EACH ROW EXECUTE FUNCTION sum_usage();

CREATE FUNCTION sum_withdrawal() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    more BIGINT := 0;
BEGIN
    IF NEW.status IN ('in_review', 'approved', 'sending', 'unknown') THEN
        more := NEW.amount_fen;
    END IF;
    IF TG_OP = 'UPDATE' AND OLD.status IN ('in_review', 'approved', 'sending', 'unknown') THEN
        more := more - OLD.amount_fen;
    END IF;
    IF more <> 0 THEN
        UPDATE account_sum SET in_withdrawal_fen = in_withdrawal_fen + more WHERE account = NEW.account;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER withdrawal_summed AFTER INSERT OR UPDATE OF status, amount_fen ON withdrawal
FOR EACH ROW EXECUTE FUNCTION sum_withdrawal();

CREATE FUNCTION sum_resource() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    more BIGINT := CASE WHEN NEW.released_at IS NULL THEN 1 ELSE 0 END;
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.released_at IS NULL THEN
        more := more - 1;
    END IF;
    IF more <> 0 AND NEW.billing = 'pay_as_you_go' THEN
        UPDATE account_sum SET active_resources = active_resources + more WHERE account = NEW.account;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER resource_summed AFTER INSERT OR UPDATE OF released_at ON resource
FOR EACH ROW EXECUTE FUNCTION sum_resource();
-- end

-- What has something left or is not paid, in the order in which it is used and shown.
CREATE INDEX fund_open ON fund (account, kind, at, id) WHERE remaining_fen > 0;
CREATE INDEX credit_note_open ON credit_note (account, raised_at, id) WHERE open_fen > 0;
DROP INDEX bill_open;
CREATE INDEX bill_open ON bill (account, issued_at, id) WHERE paid_fen < amount_fen;
CREATE INDEX usage_open ON cycle_usage (account, cycle) WHERE unsettled_fen > 0;
CREATE INDEX resource_running ON resource (account, created_at, id)
    WHERE billing = 'pay_as_you_go' AND released_at IS NULL;
CREATE INDEX resource_released ON resource (account, released_at)
    WHERE billing = 'pay_as_you_go' AND released_at IS NOT NULL;
DROP INDEX credit_note_account;

-- Records are in the order of this index.
DROP INDEX withdrawal_account;
CREATE INDEX withdrawal_account ON withdrawal (account, submitted_at, id);
