package io.grapevine.storage;

import io.grapevine.coordination.JobJournal;
import io.grapevine.coordination.JobQuery;
import io.grapevine.job.Bytes;
import io.grapevine.job.Content;
import io.grapevine.job.Digest;
import io.grapevine.job.JobEvent;
import io.grapevine.job.JobId;
import io.grapevine.libp2p.peer.PeerId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What is asked of stored jobs. */
final class JobQueries {
  private final JdbcClient reads;

  JobQueries(JdbcClient reads) {
    this.reads = reads;
  }

  /** What was stored under a client's own name for its request. */
  Optional<KeyUse> use(String name) {
    return reads
        .sql("SELECT fingerprint, job FROM job_keys WHERE name = ?")
        .param(name)
        .query(
            (row, number) ->
                new KeyUse(
                    new JobJournal.Key(name, Digest.ofDigest(row.getBytes(1))),
                    Columns.job(row.getBytes(2))))
        .optional();
  }

  /** The history without the bytes of the payload; empty if there is no such job. */
  List<JobEvent> history(JobId id) {
    return reads
        .sql("SELECT version, event FROM job_events WHERE job = ? ORDER BY seq")
        .param(Columns.id(id))
        .query((row, number) -> EventCodec.decode(row.getInt(1), row.getString(2)))
        .list();
  }

  /** The history with the bytes of the payload, to go on with the job. */
  List<JobEvent> fullHistory(JobId id) {
    List<JobEvent> history = new ArrayList<>(history(id));
    if (!history.isEmpty() && history.getFirst() instanceof JobEvent.Submitted first) {
      Content payload =
          content(id, JobRows.PAYLOAD)
              .orElseThrow(() -> new DamagedJobException("The payload of job " + id + " is gone"));
      history.set(0, with(first, payload));
    }
    return history;
  }

  /** Histories of several jobs, in their order; those that are gone or damaged are left out. */
  Map<JobId, List<JobEvent>> histories(List<JobId> ids) {
    Map<JobId, List<JobEvent>> histories = new LinkedHashMap<>();
    if (ids.isEmpty()) {
      return histories;
    }
    ids.forEach(id -> histories.put(id, new ArrayList<>()));
    List<JobId> damaged = new ArrayList<>();
    String marks = "?, ".repeat(ids.size() - 1) + "?";
    reads
        .sql(
            "SELECT job, version, event FROM job_events WHERE job IN ("
                + marks
                + ") ORDER BY job, seq")
        .params(ids.stream().map(Columns::id).map(Object.class::cast).toList())
        .query(
            (ResultSet row) -> {
              List<JobEvent> history = histories.get(Columns.job(row.getBytes(1)));
              if (history != null) {
                add(row, history, damaged);
              }
            });
    damaged.forEach(histories::remove);
    histories.values().removeIf(List::isEmpty);
    return histories;
  }

  private static void add(ResultSet row, List<JobEvent> history, List<JobId> damaged)
      throws SQLException {
    try {
      history.add(EventCodec.decode(row.getInt(2), row.getString(3)));
    } catch (DamagedJobException unreadable) {
      damaged.add(Columns.job(row.getBytes(1)));
    }
  }

  Optional<Content> content(JobId id, int kind) {
    return reads
        .sql("SELECT media_type, content, digest FROM job_contents WHERE job = ? AND kind = ?")
        .params(Columns.id(id), kind)
        .query((row, number) -> content(row))
        .optional();
  }

  /** Unfinished jobs of an owner, the oldest first. */
  List<JobId> unfinished(PeerId owner) {
    return reads
        .sql("SELECT id FROM jobs WHERE owner = ? AND outcome IS NULL ORDER BY id")
        .param(owner.toString())
        .query((row, number) -> Columns.job(row.getBytes(1)))
        .list();
  }

  /** Whether this is an unfinished job of the owner. */
  boolean isUnfinished(JobId id, PeerId owner) {
    return reads
        .sql("SELECT 1 FROM jobs WHERE id = ? AND owner = ? AND outcome IS NULL")
        .params(Columns.id(id), owner.toString())
        .query((row, number) -> true)
        .optional()
        .isPresent();
  }

  /** The newest jobs that meet the conditions, one more than the page has room for. */
  List<JobId> page(JobQuery query) {
    Conditions conditions = Conditions.of(query);
    return reads
        .sql("SELECT id FROM jobs WHERE " + conditions.text() + " ORDER BY id DESC LIMIT ?")
        .params(conditions.valuesAnd(query.limit() + 1))
        .query((row, number) -> Columns.job(row.getBytes(1)))
        .list();
  }

  private static Content content(ResultSet row) throws SQLException {
    return new Content(
        row.getString(1), Bytes.wrap(row.getBytes(2)), Digest.ofDigest(row.getBytes(3)));
  }

  private static JobEvent.Submitted with(JobEvent.Submitted event, Content payload) {
    return new JobEvent.Submitted(
        event.job(), event.at(), event.spec().withPayload(payload), event.requester());
  }

  /** A key and the job that it named. */
  record KeyUse(JobJournal.Key key, JobId job) {}
}
