package io.grapevine.coordination;

import io.grapevine.auction.AuctionEvent;
import io.grapevine.job.JobEvent;
import io.grapevine.job.JobId;
import io.grapevine.job.JobSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes jobs up from the journal: after a restart, from requesters that are gone, and those that
 * stood still because the journal failed or this peer's claim on its jobs was lost. A job that
 * stands still is not touched until the journal works again and says that it is still this peer's.
 * For the loop thread only, except where it says otherwise.
 */
final class Custody implements JobJournal.Ownership, Timed {
  private static final Logger LOG = LoggerFactory.getLogger(Custody.class);

  /** Between two looks at a journal that has failed. */
  private static final Duration PAUSE = Duration.ofSeconds(1);

  /** New jobs that are in doubt at once; further ones are found at the next start, if at all. */
  private static final int DOUBTFUL_MAX = 10_000;

  private final JobJournal journal;
  private final AuctionFloor floor;
  private final JobQueue queue;
  private final InstantSource clock;
  private final Consumer<Runnable> loop;
  private final Map<JobId, Optional<String>> still = new LinkedHashMap<>();
  private final Set<JobId> doubtful = new LinkedHashSet<>();
  private Optional<Instant> next = Optional.empty();
  private volatile boolean claimed = true;

  /**
   * @param loop runs something on the loop thread
   */
  Custody(
      JobJournal journal,
      AuctionFloor floor,
      JobQueue queue,
      InstantSource clock,
      Consumer<Runnable> loop) {
    this.journal = journal;
    this.floor = floor;
    this.queue = queue;
    this.clock = clock;
    this.loop = loop;
  }

  /** Claims the jobs of this requester and takes up those that have no outcome. Waits for both. */
  void claim() {
    journal.own(this);
    List<List<JobEvent>> unfinished = journal.unfinished();
    if (!unfinished.isEmpty()) {
      LOG.info("{} jobs have no outcome yet; they are taken up again", unfinished.size());
    }
    for (List<JobEvent> history : unfinished) {
      loop.accept(() -> takeUp(history));
    }
  }

  /** Whether this peer may change its jobs. Safe for use by many threads. */
  boolean isClaimed() {
    return claimed;
  }

  @Override
  public boolean takesOver() {
    return queue.isOpen();
  }

  @Override
  public void takenOver(List<JobEvent> history) {
    LOG.info("job {} is taken over from a requester that is gone", history.getFirst().job());
    loop.accept(() -> takeUp(history));
  }

  @Override
  public void lost() {
    claimed = false;
    loop.accept(floor::letGoOfAll);
  }

  @Override
  public void regained() {
    claimed = true;
  }

  /** The journal could not keep an entry of this job, or it is not ours for now. */
  void standStill(JobSpec spec) {
    if (still.isEmpty()) {
      LOG.warn("job {}, and maybe others, stand still until the journal works again", spec.id());
    }
    still.put(spec.id(), Optional.empty());
    next = Optional.of(clock.instant().plus(PAUSE));
  }

  /**
   * It is not known whether the journal has this new job, since it failed while it was to write it
   * down. If it has, the job is taken up.
   */
  void doubt(JobId job) {
    if (doubtful.size() < DOUBTFUL_MAX) {
      doubtful.add(job);
      next = Optional.of(clock.instant().plus(PAUSE));
    }
  }

  /**
   * Calls off a job that stands still, once it is taken up.
   *
   * @return false if it does not stand still
   */
  boolean cancel(JobId job, String reason) {
    return still.replace(job, Optional.of(reason)) != null;
  }

  @Override
  public Optional<Instant> nextDeadline() {
    return next;
  }

  @Override
  public void deadlineReached(Instant now) {
    next = Optional.empty();
    Set<JobId> jobs = Set.copyOf(still.keySet());
    Set<JobId> doubts = Set.copyOf(doubtful);
    if (!jobs.isEmpty() || !doubts.isEmpty()) {
      Thread.ofVirtual().name("grapevine-custody").start(() -> look(jobs, doubts));
    }
  }

  /** On a thread that may wait for the journal. */
  private void look(Set<JobId> jobs, Set<JobId> doubts) {
    Map<JobId, List<JobEvent>> found = new HashMap<>();
    try {
      if (!claimed || !journal.health().works()) {
        loop.accept(this::lookAgainLater);
        return;
      }
      for (List<JobEvent> history : journal.unfinished()) {
        found.put(history.getFirst().job(), history);
      }
      for (JobId job : jobs) {
        if (!found.containsKey(job)) {
          found.put(job, ended(journal.history(job)));
        }
      }
      loop.accept(() -> settle(jobs, doubts, found));
    } catch (RuntimeException failing) {
      LOG.debug("the journal still fails", failing);
      loop.accept(this::lookAgainLater);
    }
  }

  /** What is neither ours nor over is somebody else's by now. */
  private static List<JobEvent> ended(List<JobEvent> history) {
    return !history.isEmpty() && history.getLast() instanceof JobEvent.Concluded
        ? history
        : List.of();
  }

  private void settle(Set<JobId> jobs, Set<JobId> doubts, Map<JobId, List<JobEvent>> found) {
    for (JobId job : doubts) {
      if (doubtful.remove(job) && !still.containsKey(job) && !queue.has(job)) {
        takeUp(found.getOrDefault(job, List.of()));
      }
    }
    for (JobId job : jobs) {
      Optional<String> cancellation = still.remove(job);
      if (cancellation != null) {
        takeUp(found.getOrDefault(job, List.of()));
        cancellation.ifPresent(reason -> floor.tell(job, new AuctionEvent.CancelRequested(reason)));
      }
    }
    if (!jobs.isEmpty()) {
      LOG.info("{} jobs that stood still are looked after again", jobs.size());
    }
    lookAgainLater();
  }

  private void lookAgainLater() {
    next =
        still.isEmpty() && doubtful.isEmpty()
            ? Optional.empty()
            : Optional.of(clock.instant().plus(PAUSE));
  }

  private void takeUp(List<JobEvent> history) {
    if (!claimed
        || history.isEmpty()
        || !(history.getFirst() instanceof JobEvent.Submitted submitted)) {
      return;
    }
    floor.resume(submitted, history);
  }
}
