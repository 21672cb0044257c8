package io.grapevine.coordination;

import io.grapevine.job.Content;
import io.grapevine.job.Digest;
import io.grapevine.job.Job;
import io.grapevine.job.JobEvent;
import io.grapevine.job.JobId;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Port: where jobs, their histories and results are kept. Safe for use by many threads. When a
 * method returns, what it was told is as durable as the implementation promises.
 */
public interface JobJournal extends AutoCloseable {
  /**
   * Entries of a history after which what tells of answers and progress, which others send as often
   * as they like, is left out; the rest is bounded by the rounds and attempts of a job.
   */
  int HISTORY_MAX = 1_000;

  /**
   * Takes in a new job, unless the idempotency key was used before. Waits until that is durable.
   *
   * @param key absent if the client gave none
   * @throws JournalException if it cannot be kept; nothing is then taken in
   */
  Admission admit(JobEvent.Submitted event, @Nullable Key key);

  /**
   * The answer that a request under this key would get from {@link #admit}, if the key was used
   * before.
   */
  Optional<Admission> recall(Key key);

  /**
   * Adds to a job's history, without waiting. Entries of one job are kept in the order in which
   * they were added.
   *
   * @param result comes with the event that concludes the job
   * @return completed when the entry is durable and can be read; failed with {@link
   *     JournalException} when it cannot be kept
   */
  CompletableFuture<Void> append(JobEvent event, @Nullable Content result);

  /**
   * The job as it stands. When it is over, the bytes of its payload may be missing; what they were
   * is still told by their media type and digest.
   */
  Optional<Job> find(JobId id);

  /** The history, the oldest entry first; empty if there is no such job. */
  List<JobEvent> history(JobId id);

  /** What the job works on, whether it is over or not; empty if there is no such job. */
  Optional<Content> payload(JobId id);

  /** What was delivered. */
  Optional<Content> result(JobId id);

  /** Jobs that meet the conditions, the newest first; payloads are as in {@link #find}. */
  JobPage list(JobQuery query);

  /**
   * Histories of the jobs of this requester that have no outcome, the oldest job first. After
   * entries of a job could not be kept, nothing more is kept of it until this was called.
   */
  List<List<JobEvent>> unfinished();

  /**
   * Claims this requester's jobs for this process, and from now on those of requesters on the same
   * store that are gone. Called once, before {@link #unfinished}.
   */
  void own(Ownership ownership);

  /** Whether entries can be kept now. */
  Health health();

  /** Whether jobs outlive this process, so that one without an outcome can be left behind. */
  default boolean isDurable() {
    return true;
  }

  /** Keeps what is to be kept, and lets go of the claims. */
  @Override
  void close();

  /** Whether an event becomes part of a history that has so many entries already. */
  static boolean isKept(JobEvent event, int entries) {
    return entries < HISTORY_MAX || !isRepetitive(event);
  }

  /** Whether others decide how many such entries there are. */
  static boolean isRepetitive(JobEvent event) {
    return switch (event) {
      case JobEvent.BidPlaced _, JobEvent.BidRefused _, JobEvent.ProgressReported _ -> true;
      case JobEvent.Submitted _,
          JobEvent.Resumed _,
          JobEvent.OfferAnnounced _,
          JobEvent.Awarded _,
          JobEvent.AttemptStarted _,
          JobEvent.AttemptEnded _,
          JobEvent.Concluded _ ->
          false;
    };
  }

  /** What befalls the claims of a requester. Called on a thread of the journal. */
  interface Ownership {
    /** Whether this peer runs jobs at all, and so can take over those of others. */
    boolean takesOver();

    /** Another requester is gone; this unfinished job of it belongs to this one now. */
    void takenOver(List<JobEvent> history);

    /**
     * This requester was taken for gone, and others may have its jobs: nothing more is kept of
     * them.
     */
    void lost();

    /** What was lost is claimed again; {@link JobJournal#unfinished} says what is left of it. */
    void regained();
  }

  /**
   * Whether a journal works.
   *
   * @param detail for people: what is wrong and what to do; empty if nothing is
   */
  record Health(boolean works, String detail) {
    /** Nothing is wrong. */
    public static final Health FINE = new Health(true, "");
  }

  /**
   * A client's own name for a request.
   *
   * @param value as the client chose it
   * @param fingerprint of everything else in the request, to tell a repetition from a conflict
   */
  record Key(String value, Digest fingerprint) {}

  /** The answer to a new job. */
  sealed interface Admission {
    /** It is in. */
    record Admitted(Job job) implements Admission {}

    /** The key was used before for the same request. */
    record Repeated(Job job) implements Admission {}

    /** The key was used before for another request. */
    record Conflict(JobId existing) implements Admission {}
  }
}
