-- What peers have heard of outcomes, each in a ledger of its own. Times are nanoseconds since 1970.
CREATE TABLE ledger_envelopes (
  ledger         TEXT     NOT NULL, -- whose ledger it is
  first_sequence BIGINT   NOT NULL, -- of the entries of this envelope
  content        ${bytes} NOT NULL,
  PRIMARY KEY (ledger, first_sequence)
);

CREATE TABLE ledger_entries (
  ledger      TEXT     NOT NULL,
  sequence    BIGINT   NOT NULL, -- counts from 1, without gaps
  previous    ${bytes} NOT NULL, -- hash of the entry before
  hash        ${bytes} NOT NULL,
  received_at BIGINT   NOT NULL,
  envelope    BIGINT   NOT NULL, -- its first_sequence
  place       INTEGER  NOT NULL, -- in the envelope
  conflicting INTEGER  NOT NULL, -- 1 after another outcome of the same job and requester
  job         ${bytes} NOT NULL,
  requester   TEXT     NOT NULL,
  worker      TEXT,
  type        TEXT     NOT NULL,
  status      TEXT     NOT NULL,
  PRIMARY KEY (ledger, sequence)
) ${clustered};
-- One outcome of a job counts. Unique also because SQLite would search the primary key else, and so the whole ledger.
CREATE UNIQUE INDEX ledger_entries_by_job ON ledger_entries (job, requester, ledger) WHERE conflicting = 0;
CREATE INDEX ledger_entries_by_time ON ledger_entries (ledger, received_at);

-- The last entry that was dropped from the front.
CREATE TABLE ledger_checkpoints (
  ledger   TEXT     NOT NULL PRIMARY KEY,
  sequence BIGINT   NOT NULL,
  hash     ${bytes} NOT NULL
);

-- Sums of all entries there ever were.
CREATE TABLE ledger_totals (
  ledger        TEXT   NOT NULL,
  role          TEXT   NOT NULL,
  peer          TEXT   NOT NULL,
  jobs          BIGINT NOT NULL,
  run_time      BIGINT NOT NULL, -- nanoseconds
  payload_bytes BIGINT NOT NULL,
  result_bytes  BIGINT NOT NULL,
  PRIMARY KEY (ledger, role, peer)
);
