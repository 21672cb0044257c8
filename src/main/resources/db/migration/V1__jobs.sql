-- Who runs jobs. A peer whose lease is over may be fenced by any other, which then claims its unfinished jobs;
-- each registration and each fencing begins a new epoch, and what belongs to an earlier one is not committed any more.
CREATE TABLE owners (
  peer        TEXT    NOT NULL PRIMARY KEY,
  epoch       BIGINT  NOT NULL,
  lease_until BIGINT  NOT NULL, -- milliseconds since 1970 by this database's clock
  fenced      INTEGER NOT NULL  -- 1 after another peer found the lease over
);

-- What is asked of jobs; everything else is in their events. Ids are the 16 bytes of the UUID, times are nanoseconds since 1970.
CREATE TABLE jobs (
  id           ${bytes} NOT NULL PRIMARY KEY,
  owner        TEXT     NOT NULL, -- who runs it now
  type         TEXT     NOT NULL,
  status       TEXT     NOT NULL,
  outcome      TEXT,              -- the status again once it is final
  worker       TEXT,              -- of the latest attempt
  batch        ${bytes},          -- of which this is a share; its own id for a batch itself
  submitted_at BIGINT   NOT NULL,
  finished_at  BIGINT,
  content_size BIGINT   NOT NULL  -- bytes of payload and result
) ${clustered};
CREATE INDEX jobs_unfinished ON jobs (owner, id) WHERE outcome IS NULL;
CREATE INDEX jobs_finished ON jobs (finished_at, content_size) WHERE outcome IS NOT NULL;
CREATE INDEX jobs_by_outcome ON jobs (outcome, id) WHERE outcome IS NOT NULL;
CREATE INDEX jobs_by_batch ON jobs (batch, id) WHERE batch IS NOT NULL;
CREATE INDEX jobs_by_type ON jobs (type, id);
CREATE INDEX jobs_by_worker ON jobs (worker, id) WHERE worker IS NOT NULL;

CREATE TABLE job_labels (
  name  TEXT     NOT NULL,
  value TEXT     NOT NULL,
  job   ${bytes} NOT NULL,
  PRIMARY KEY (name, value, job)
) ${clustered};
CREATE INDEX job_labels_by_job ON job_labels (job);

-- The history of a job, each event as JSON.
CREATE TABLE job_events (
  job     ${bytes} NOT NULL,
  seq     INTEGER  NOT NULL, -- counts from 0
  version INTEGER  NOT NULL, -- of the form of the JSON
  event   TEXT     NOT NULL,
  PRIMARY KEY (job, seq)
) ${clustered};

-- Payloads and results.
CREATE TABLE job_contents (
  job        ${bytes} NOT NULL,
  kind       INTEGER  NOT NULL, -- 0 payload, 1 result
  media_type TEXT     NOT NULL,
  digest     ${bytes} NOT NULL,
  content    ${bytes} NOT NULL,
  PRIMARY KEY (job, kind)
);

-- The clients' own names for their requests.
CREATE TABLE job_keys (
  name        TEXT     NOT NULL PRIMARY KEY,
  fingerprint ${bytes} NOT NULL,
  job         ${bytes} NOT NULL
) ${clustered};
CREATE INDEX job_keys_by_job ON job_keys (job);
