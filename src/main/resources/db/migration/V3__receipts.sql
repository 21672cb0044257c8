-- The work in an entry counts only when the worker's signature on its receipt was checked. What was
-- counted without such a look is counted again, as far as its entries are still there.
ALTER TABLE ledger_entries ADD COLUMN fault TEXT; -- FORGED or STALE: what a look at the receipt found against it

-- The last entry at whose receipt somebody has looked.
CREATE TABLE ledger_audits (
  ledger   TEXT   NOT NULL PRIMARY KEY,
  sequence BIGINT NOT NULL
);

-- The youngest job of each requester whose entry was dropped.
CREATE TABLE ledger_horizons (
  ledger    TEXT     NOT NULL,
  requester TEXT     NOT NULL,
  job       ${bytes} NOT NULL,
  PRIMARY KEY (ledger, requester)
);

DELETE FROM ledger_totals;
