package io.grapevine.storage;

import io.grapevine.coordination.JobJournal;
import io.grapevine.coordination.JournalException;
import io.grapevine.job.Content;
import io.grapevine.job.Job;
import io.grapevine.job.JobEvent;
import io.grapevine.job.JobId;
import io.grapevine.libp2p.peer.PeerId;
import io.grapevine.storage.LiveJob.Step;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Writes jobs and their histories, and keeps those in memory in step with what is durable. */
final class JobWriter {
  private static final Duration ADMISSION_LIMIT = Duration.ofSeconds(30);

  private final PeerId self;
  private final GroupWriter writer;
  private final Lease lease;
  private final LiveJobs live;
  private final RecentJobs recent;

  /**
   * Keys that are being written, so that requests which race for one do not spoil each other's
   * group.
   */
  private final ConcurrentHashMap<String, CompletableFuture<Void>> keys = new ConcurrentHashMap<>();

  /** Whether an admission has failed since it was last known what came of all of them. */
  private volatile boolean doubted;

  JobWriter(PeerId self, GroupWriter writer, Lease lease, LiveJobs live, RecentJobs recent) {
    this.self = self;
    this.writer = writer;
    this.lease = lease;
    this.live = live;
    this.recent = recent;
  }

  /**
   * Writes a new job and waits until it is durable.
   *
   * @throws JobRows.KeyTakenException if the key was used before
   * @throws JournalException if it cannot be written
   */
  Job admit(JobEvent.Submitted event, JobJournal.@Nullable Key key) {
    if (live.find(event.job()).isPresent()) {
      throw new IllegalStateException("job " + event.job() + " is in the journal already");
    }
    if (key == null) {
      return admitted(new AdmitWrite(event, null));
    }
    CompletableFuture<Void> done = new CompletableFuture<>();
    CompletableFuture<Void> earlier = keys.putIfAbsent(key.value(), done);
    if (earlier != null) {
      await(earlier);
      throw new JobRows.KeyTakenException();
    }
    try {
      return admitted(new AdmitWrite(event, key));
    } finally {
      keys.remove(key.value());
      done.complete(null);
    }
  }

  private Job admitted(AdmitWrite write) {
    try {
      await(
          writer.submitNew(write).thenRun(() -> live.put(write.event.job(), List.of(write.event))));
    } catch (JournalException inDoubt) {
      doubted = true;
      throw inDoubt;
    }
    return Job.submitted(write.event);
  }

  /** Writes the next entry; see {@link io.grapevine.coordination.JobJournal#append}. */
  CompletableFuture<Void> append(JobEvent event, @Nullable Content result) {
    LiveJob job =
        live.find(event.job())
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        "job " + event.job() + " is not under way in the journal"));
    // Places in the history are given and taken to the queue in one order.
    synchronized (job) {
      if (job.isBroken()) {
        return CompletableFuture.failedFuture(brokenOff(event.job()));
      }
      Step step = job.next(event);
      if (!step.isKept()) {
        job.passed(step);
        return CompletableFuture.completedFuture(null);
      }
      AppendWrite write = new AppendWrite(job, step, result);
      return submitted(write)
          .exceptionallyCompose(
              failure -> {
                job.breakOff();
                return CompletableFuture.failedFuture(told(failure));
              })
          .thenRun(() -> written(job, step, result));
    }
  }

  /** Only awards and ends hold something up until they are durable. */
  private CompletableFuture<Void> submitted(AppendWrite write) {
    return switch (write.step.event()) {
      case JobEvent.Awarded _, JobEvent.Concluded _ -> writer.submit(write);
      default -> writer.submitBehind(write);
    };
  }

  /**
   * If there is anything of which nobody knows whether it was written, waits until that is decided:
   * a server that was given up may have a commit before it that it has not carried out yet.
   *
   * @throws JournalException if nothing can be written now
   */
  void settle() {
    if (doubted || live.hasBroken()) {
      doubted = false; // What fails from now on is in doubt anew.
      try {
        await(writer.submit(lease::outwait));
      } catch (RuntimeException undecided) {
        doubted = true;
        throw undecided;
      }
    }
  }

  private void written(LiveJob job, Step step, @Nullable Content result) {
    job.written(step);
    if (step.after().status().isFinal()) {
      recent.add(step.after(), result);
      live.remove(step.after().id());
    }
  }

  private static void await(CompletableFuture<Void> done) {
    try {
      done.get(ADMISSION_LIMIT.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException failed) {
      throw told(failed.getCause() == null ? failed : failed.getCause());
    } catch (TimeoutException late) {
      throw new JournalException("the store does not answer", late);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new JournalException("the peer stops", stopped);
    }
  }

  private static RuntimeException told(Throwable failure) {
    Throwable cause = failure;
    if (failure instanceof CompletionException && failure.getCause() != null) {
      cause = failure.getCause();
    }
    return switch (cause) {
      case JobRows.KeyTakenException taken -> taken;
      case JournalException own -> own;
      case IllegalStateException misuse -> misuse;
      case Throwable other -> new JournalException(String.valueOf(other.getMessage()), other);
    };
  }

  private static JournalException brokenOff(JobId job) {
    return new JournalException("an earlier entry of job " + job + " could not be kept");
  }

  /** A job on its way in. */
  private final class AdmitWrite implements Write {
    private final JobEvent.Submitted event;
    private final String encoded;
    private final JobJournal.@Nullable Key key;
    private volatile boolean isAwaited = true;

    AdmitWrite(JobEvent.Submitted event, JobJournal.@Nullable Key key) {
      this.event = event;
      this.encoded = EventCodec.encode(event);
      this.key = key;
    }

    @Override
    public void into(Rows rows) throws SQLException {
      if (!isAwaited) {
        throw new JournalException("nobody waits for job " + event.job() + " any more");
      }
      lease.fence(rows);
      JobRows.admit(rows, event, encoded, self, key);
    }

    @Override
    public long size() {
      return (long) OVERHEAD_BYTES + encoded.length() + event.spec().payload().size();
    }
  }

  /** An entry on its way in. */
  private final class AppendWrite implements Write {
    /** More than most entries take; they are encoded on the writer's thread. */
    private static final int ENTRY_BYTES = 512;

    private final LiveJob job;
    private final Step step;
    private final @Nullable Content result;

    AppendWrite(LiveJob job, Step step, @Nullable Content result) {
      this.job = job;
      this.step = step;
      this.result = result;
    }

    @Override
    public void into(Rows rows) throws SQLException {
      if (job.isBroken()) {
        throw brokenOff(step.event().job());
      }
      lease.fence(rows);
      byte[] id = Columns.id(step.event().job());
      JobRows.event(rows, id, step.seq(), EventCodec.encode(step.event()));
      if (result != null) {
        JobRows.content(rows, id, JobRows.RESULT, result);
      }
      long resultSize = result == null ? 0 : result.size();
      JobRows.change(rows, step.before(), step.after(), self, job.payload().size() + resultSize);
    }

    @Override
    public long size() {
      return (long) OVERHEAD_BYTES + ENTRY_BYTES + (result == null ? 0 : result.size());
    }
  }
}
