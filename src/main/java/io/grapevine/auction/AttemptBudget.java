package io.grapevine.auction;

import io.grapevine.job.AttemptEnd;
import io.grapevine.job.AttemptId;
import io.grapevine.job.Bid;
import io.grapevine.job.JobId;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * All attempts of one job, and how many more there may be. What a client bounds is how often its
 * job is started; workers that cannot be reached or decline cost only a dial, of which there are
 * {@value #DIALS_PER_START} for each start that is allowed.
 */
final class AttemptBudget {
  static final int DIALS_PER_START = 4;

  private final JobId job;
  private final int startsMax;
  private final List<Attempt> attempts = new ArrayList<>();
  private final Set<AttemptId> started = new LinkedHashSet<>();
  private String lastEnd = "";

  AttemptBudget(JobId job, int startsMax) {
    this.job = job;
    this.startsMax = startsMax;
  }

  /** The next attempt, at the worker that made this bid. */
  Attempt open(Bid bid) {
    if (isUsedUp()) {
      throw new IllegalStateException("no attempt is left for job " + job);
    }
    AttemptId id = new AttemptId(job, attempts.size() + 1);
    Attempt attempt = new Attempt(id, bid.offer(), bid.worker());
    attempts.add(attempt);
    return attempt;
  }

  /** Takes in an attempt of before a restart; the oldest first. */
  void restore(Attempt attempt) {
    attempts.add(attempt);
  }

  /**
   * A worker confirmed: the attempt counts as a start.
   *
   * @return false if it counted before
   */
  boolean started(AttemptId id) {
    return started.add(id);
  }

  /** Whether a worker confirmed this attempt. */
  boolean isStarted(AttemptId id) {
    return started.contains(id);
  }

  /** Remembers in words how an attempt ended. */
  void ended(Attempt attempt, AttemptEnd end, String detail) {
    String worker = attempt.worker().toShortString();
    lastEnd = "%s at worker …%s%s".formatted(end, worker, detail.isBlank() ? "" : ": " + detail);
  }

  /** Whether no further worker may be tried. */
  boolean isUsedUp() {
    return started.size() >= startsMax || attempts.size() >= (long) startsMax * DIALS_PER_START;
  }

  /** Any attempt of this job, the ended ones included. */
  Optional<Attempt> find(AttemptId id) {
    return attempts.stream().filter(attempt -> attempt.id().equals(id)).findFirst();
  }

  /** How many workers were awarded the job. */
  int count() {
    return attempts.size();
  }

  /** How often the job was started. */
  int starts() {
    return started.size();
  }

  /** How the latest attempt ended; empty before the first did. */
  String lastEnd() {
    return lastEnd;
  }
}
