package io.grapevine.storage;

import io.grapevine.coordination.JobJournal;
import io.grapevine.coordination.JobPage;
import io.grapevine.coordination.JobQuery;
import io.grapevine.coordination.JournalException;
import io.grapevine.job.Content;
import io.grapevine.job.Job;
import io.grapevine.job.JobEvent;
import io.grapevine.job.JobId;
import io.grapevine.libp2p.peer.PeerId;
import io.grapevine.storage.JobQueries.KeyUse;
import io.grapevine.storage.JobRows.KeyTakenException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;

/**
 * Keeps jobs in a database. Unfinished jobs of this requester, and those that finished a moment
 * ago, are also in memory, exactly as they stand in the database.
 */
public final class SqlJobJournal implements JobJournal {
  private static final Logger LOG = LoggerFactory.getLogger(SqlJobJournal.class);

  private final PeerId self;
  private final Database database;
  private final JobQueries queries;
  private final LiveJobs live = new LiveJobs();
  private final RecentJobs recent = new RecentJobs();
  private final JobWriter writing;
  private final Lease lease;
  private final Retention retention;

  private SqlJobJournal(PeerId self, Database database, JournalConfig config, InstantSource clock) {
    this.self = self;
    this.database = database;
    this.queries = new JobQueries(database.reads());
    this.lease = new Lease(self, database, config.lease(), queries, this::adopt);
    this.writing = new JobWriter(self, database.writer(), lease, live, recent);
    this.retention = new Retention(database, config, clock, this::forget);
  }

  /**
   * Opens the jobs in a database, and begins an epoch of this requester: whatever other process ran
   * under its name can write no more.
   *
   * @throws StoreException if the database does not work
   */
  public static SqlJobJournal open(
      Database database, PeerId self, JournalConfig config, InstantSource clock) {
    SqlJobJournal journal = new SqlJobJournal(self, database, config, clock);
    journal.lease.register();
    journal.retention.start();
    return journal;
  }

  @Override
  public Admission admit(JobEvent.Submitted event, @Nullable Key key) {
    try {
      return new Admission.Admitted(writing.admit(event, key));
    } catch (KeyTakenException taken) {
      if (key != null) {
        return recall(key)
            .orElseThrow(() -> new JournalException("the idempotency key is being let go", taken));
      }
      throw taken;
    }
  }

  @Override
  public Optional<Admission> recall(Key key) {
    Optional<KeyUse> use = read(() -> queries.use(key.value()));
    if (use.isEmpty()) {
      return Optional.empty();
    }
    JobId job = use.get().job();
    return use.get().key().equals(key)
        ? find(job).map(Admission.Repeated::new)
        : Optional.of(new Admission.Conflict(job));
  }

  @Override
  public CompletableFuture<Void> append(JobEvent event, @Nullable Content result) {
    return writing.append(event, result);
  }

  @Override
  public Optional<Job> find(JobId id) {
    Optional<Job> remembered =
        live.find(id).map(LiveJob::job).or(() -> recent.find(id).map(RecentJobs.Finished::job));
    return remembered.or(
        () ->
            read(
                () ->
                    Optional.of(queries.history(id))
                        .filter(history -> !history.isEmpty())
                        .map(LiveJob::fold)));
  }

  @Override
  public List<JobEvent> history(JobId id) {
    return live.find(id).map(LiveJob::history).orElseGet(() -> read(() -> queries.history(id)));
  }

  @Override
  public Optional<Content> payload(JobId id) {
    return live.find(id)
        .map(LiveJob::payload)
        .or(() -> read(() -> queries.content(id, JobRows.PAYLOAD)));
  }

  @Override
  public Optional<Content> result(JobId id) {
    if (live.find(id).isPresent()) {
      return Optional.empty();
    }
    return recent
        .find(id)
        .map(RecentJobs.Finished::result)
        .or(() -> read(() -> queries.content(id, JobRows.RESULT)));
  }

  @Override
  public JobPage list(JobQuery query) {
    return read(
        () -> {
          List<JobId> ids = queries.page(query);
          boolean isLast = ids.size() <= query.limit();
          List<JobId> shown = isLast ? ids : ids.subList(0, query.limit());
          Map<JobId, List<JobEvent>> stored = queries.histories(notLive(shown));
          List<Job> jobs = new ArrayList<>();
          for (JobId id : shown) {
            List<JobEvent> history = stored.get(id);
            Optional<Job> job =
                history == null ? live.find(id).map(LiveJob::job) : LiveJob.foldIfSound(history);
            // One that went on since the ids were read may not meet the conditions any more.
            job.filter(query::matches).ifPresent(jobs::add);
          }
          return new JobPage(jobs, isLast ? null : shown.getLast());
        });
  }

  private List<JobId> notLive(List<JobId> ids) {
    return ids.stream().filter(id -> live.find(id).isEmpty()).toList();
  }

  @Override
  public List<List<JobEvent>> unfinished() {
    writing.settle();
    return read(
        () -> {
          List<JobId> ours = queries.unfinished(self);
          live.retain(new HashSet<>(ours));
          List<List<JobEvent>> histories = new ArrayList<>();
          for (JobId id : ours) {
            List<JobEvent> history = adopt(id);
            if (!history.isEmpty()) {
              histories.add(history);
            }
          }
          return histories;
        });
  }

  /**
   * Keeps an unfinished job in memory from now on. One that is there and sound is left alone, for
   * more of it may be on its way to the store already. One that is damaged is reported and left for
   * an operator: it must not keep the others from going on.
   */
  private synchronized List<JobEvent> adopt(JobId id) {
    Optional<LiveJob> sound = live.find(id).filter(job -> !job.isBroken());
    if (sound.isPresent()) {
      return sound.get().history();
    }
    try {
      List<JobEvent> history = queries.fullHistory(id);
      if (!history.isEmpty()) {
        live.put(id, history);
      }
      return history;
    } catch (DamagedJobException damaged) {
      LOG.error("Job {} is damaged in the store, and left alone: {}", id, damaged.getMessage());
      return List.of();
    }
  }

  /** A job was removed from the store. */
  void forget(JobId id) {
    recent.remove(id);
  }

  @Override
  public void own(Ownership ownership) {
    lease.keep(
        new Ownership() {
          @Override
          public boolean takesOver() {
            return ownership.takesOver();
          }

          @Override
          public void takenOver(List<JobEvent> history) {
            ownership.takenOver(history);
          }

          @Override
          public void lost() {
            live.breakOffAll();
            ownership.lost();
          }

          @Override
          public void regained() {
            ownership.regained();
          }
        });
  }

  @Override
  public Health health() {
    String trouble = database.writer().figures().trouble();
    if (trouble != null) {
      return new Health(false, trouble);
    }
    return lease.isLost()
        ? new Health(
            false,
            "this requester has lost its lease: it was silent for too long, or another process"
                + " runs with its key")
        : Health.FINE;
  }

  /** Writes what was handed over. The database stays open. */
  @Override
  public void close() {
    retention.close();
    lease.close();
  }

  private static <T> T read(Supplier<T> question) {
    try {
      return question.get();
    } catch (DataAccessException unreachable) {
      throw new JournalException(
          "the store cannot be read: " + unreachable.getMostSpecificCause().getMessage(),
          unreachable);
    }
  }
}
