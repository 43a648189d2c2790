-- Billing events: usage of billed cycles goes on to later ones, and the number of a refund is unique like the others.

-- Numbers from before are not known: an event keeps a hash of its content alone.
CREATE TABLE refund (
    id TEXT PRIMARY KEY CHECK (length(id) BETWEEN 1 AND 64),
    bill TEXT NOT NULL REFERENCES bill (id)
) {strict};

-- Unsettled amounts of billed cycles move to the first later cycle without a bill, not before the present month.
-- That is the month to begin with, or one that follows a bill of it or later.
CREATE TABLE late_usage (
    account TEXT NOT NULL,
    cycle TEXT NOT NULL,
    unsettled_fen {integer} NOT NULL,
    from_cycle TEXT NOT NULL
) {strict};
-- only: sqlite
INSERT INTO late_usage (account, cycle, unsettled_fen, from_cycle)
SELECT u.account, u.cycle, u.unsettled_fen, substr(date('now', '+8 hours'), 1, 7) FROM cycle_usage u
WHERE u.unsettled_fen > 0 AND EXISTS (SELECT 1 FROM bill b WHERE b.account = u.account AND b.cycle = u.cycle);
-- end
-- only: postgresql
INSERT INTO late_usage (account, cycle, unsettled_fen, from_cycle)
SELECT u.account, u.cycle, u.unsettled_fen, to_char(now() AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM') FROM cycle_usage u
WHERE u.unsettled_fen > 0 AND EXISTS (SELECT 1 FROM bill b WHERE b.account = u.account AND b.cycle = u.cycle);
-- end
-- A billed cycle after the present month: its usage goes behind it.
UPDATE late_usage SET from_cycle = cycle WHERE cycle > from_cycle;

CREATE TABLE next_cycle (
    account TEXT NOT NULL,
    cycle TEXT NOT NULL
) {strict};
INSERT INTO next_cycle (account, cycle) SELECT account, from_cycle FROM late_usage;
INSERT INTO next_cycle (account, cycle)
SELECT b.account, CASE WHEN substr(b.cycle, 6, 2) = '12'
    THEN CAST(CAST(substr(b.cycle, 1, 4) AS INTEGER) + 1 AS TEXT) || '-01'
    ELSE substr(b.cycle, 1, 5)
         || CASE WHEN CAST(substr(b.cycle, 6, 2) AS INTEGER) < 9 THEN '0' ELSE '' END
         || CAST(CAST(substr(b.cycle, 6, 2) AS INTEGER) + 1 AS TEXT) END
FROM bill b WHERE b.cycle IS NOT NULL AND EXISTS (SELECT 1 FROM late_usage l WHERE l.account = b.account);
DELETE FROM next_cycle WHERE EXISTS (
    SELECT 1 FROM bill b WHERE b.account = next_cycle.account AND b.cycle = next_cycle.cycle);

INSERT INTO cycle_usage (account, cycle, unsettled_fen)
SELECT l.account, (SELECT MIN(n.cycle) FROM next_cycle n WHERE n.account = l.account AND n.cycle >= l.from_cycle) AS goes_to,
       0
FROM late_usage l WHERE 1 = 1 GROUP BY l.account, goes_to
ON CONFLICT (account, cycle) DO NOTHING;
UPDATE cycle_usage SET unsettled_fen = unsettled_fen + COALESCE((
    SELECT SUM(l.unsettled_fen) FROM late_usage l WHERE l.account = cycle_usage.account AND cycle_usage.cycle = (
        SELECT MIN(n.cycle) FROM next_cycle n WHERE n.account = l.account AND n.cycle >= l.from_cycle)), 0)
WHERE account IN (SELECT account FROM late_usage);
UPDATE cycle_usage SET unsettled_fen = 0
WHERE EXISTS (SELECT 1 FROM late_usage l WHERE l.account = cycle_usage.account AND l.cycle = cycle_usage.cycle);
DROP TABLE next_cycle;
DROP TABLE late_usage;
