package io.grapevine.storage;

import io.grapevine.coordination.JobJournal;
import io.grapevine.coordination.JournalException;
import io.grapevine.job.Content;
import io.grapevine.job.Job;
import io.grapevine.job.JobEvent;
import io.grapevine.job.JobId;
import io.grapevine.job.JobStatus;
import io.grapevine.libp2p.peer.PeerId;
import java.sql.SQLException;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The rows of jobs, so that writing them twice is the same as writing them once. */
final class JobRows {
  static final int PAYLOAD = 0;
  static final int RESULT = 1;

  private static final String INSERT_KEY =
      "INSERT INTO job_keys (name, fingerprint, job) VALUES (?, ?, ?) ON CONFLICT (name)"
          + " DO UPDATE SET job = excluded.job WHERE job_keys.job = excluded.job";
  private static final String INSERT_JOB =
      "INSERT INTO jobs (id, owner, type, status, submitted_at, content_size, batch)"
          + " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET owner = excluded.owner"
          + " WHERE jobs.owner = excluded.owner AND jobs.submitted_at = excluded.submitted_at";
  private static final String INSERT_LABEL =
      "INSERT INTO job_labels (name, value, job) VALUES (?, ?, ?) ON CONFLICT DO NOTHING";
  private static final String INSERT_EVENT =
      "INSERT INTO job_events (job, seq, version, event) VALUES (?, ?, ?, ?)"
          + " ON CONFLICT (job, seq) DO UPDATE SET event = excluded.event"
          + " WHERE job_events.event = excluded.event";
  private static final String INSERT_CONTENT =
      "INSERT INTO job_contents (job, kind, media_type, digest, content) VALUES (?, ?, ?, ?, ?)"
          + " ON CONFLICT DO NOTHING";
  private static final String UPDATE_STATUS =
      "UPDATE jobs SET status = ? WHERE id = ? AND owner = ?";
  private static final String UPDATE_WORKER =
      "UPDATE jobs SET status = ?, worker = ? WHERE id = ? AND owner = ?";
  private static final String UPDATE_OUTCOME =
      "UPDATE jobs SET status = ?, outcome = ?, finished_at = ?, content_size = ?"
          + " WHERE id = ? AND owner = ?";
  private static final String DELETE_WHERE_JOB = "DELETE FROM %s WHERE job = ?";
  private static final String[] DELETES = {
    "DELETE FROM jobs WHERE id = ?",
    DELETE_WHERE_JOB.formatted("job_labels"),
    DELETE_WHERE_JOB.formatted("job_events"),
    DELETE_WHERE_JOB.formatted("job_contents"),
    DELETE_WHERE_JOB.formatted("job_keys")
  };

  private JobRows() {}

  /** A new job with everything that its client sent. */
  static void admit(
      Rows rows,
      JobEvent.Submitted event,
      String encoded,
      PeerId owner,
      JobJournal.@Nullable Key key)
      throws SQLException {
    byte[] id = Columns.id(event.job());
    if (key != null) {
      rows.addEffective(
          INSERT_KEY, KeyTakenException::new, key.value(), key.fingerprint().toBytes(), id);
    }
    Content payload = event.spec().payload();
    JobId batch = event.spec().batch();
    rows.addEffective(
        INSERT_JOB,
        () -> new IllegalStateException("job " + event.job() + " is in the journal already"),
        id,
        owner.toString(),
        event.spec().type().name(),
        JobStatus.QUEUED.name(),
        Columns.nanos(event.at()),
        (long) payload.size(),
        batch == null ? null : Columns.id(batch));
    for (Map.Entry<String, String> label : event.spec().labels().entrySet()) {
      rows.add(INSERT_LABEL, label.getKey(), label.getValue(), id);
    }
    event(rows, id, 0, encoded);
    content(rows, id, PAYLOAD, payload);
  }

  /** An entry of a history; fails if another one has its place. */
  static void event(Rows rows, byte[] id, int seq, String encoded) throws SQLException {
    rows.addEffective(
        INSERT_EVENT,
        () -> new JournalException("another entry has the place " + seq + " in the history"),
        id,
        seq,
        EventCodec.VERSION,
        encoded);
  }

  static void content(Rows rows, byte[] id, int kind, Content content) throws SQLException {
    rows.add(
        INSERT_CONTENT,
        id,
        kind,
        content.mediaType(),
        content.digest().toBytes(),
        content.bytes().array());
  }

  /** What is asked of jobs, as far as an event changed it. */
  static void change(Rows rows, Job before, Job after, PeerId owner, long contentSize)
      throws SQLException {
    byte[] id = Columns.id(after.id());
    PeerId worker = after.worker();
    if (after.status().isFinal()) {
      rows.addEffective(
          UPDATE_OUTCOME,
          () -> new NotOursException(after.id()),
          after.status().name(),
          after.status().name(),
          Columns.nanos(after.finishedAt() == null ? after.submittedAt() : after.finishedAt()),
          contentSize,
          id,
          owner.toString());
    } else if (worker != null && !Objects.equals(worker, before.worker())) {
      rows.addEffective(
          UPDATE_WORKER,
          () -> new NotOursException(after.id()),
          after.status().name(),
          worker.toString(),
          id,
          owner.toString());
    } else if (after.status() != before.status()) {
      rows.addEffective(
          UPDATE_STATUS,
          () -> new NotOursException(after.id()),
          after.status().name(),
          id,
          owner.toString());
    }
  }

  /** Removes all that is kept of a job. */
  static void delete(Rows rows, byte[] id) throws SQLException {
    for (String sql : DELETES) {
      rows.add(sql, (Object) id);
    }
  }

  /** The key was used before. */
  static final class KeyTakenException extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /** The job belongs to another requester now. */
  static final class NotOursException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NotOursException(JobId job) {
      super("job " + job + " was taken over by another requester");
    }
  }
}
