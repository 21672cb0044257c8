package io.grapevine.auction;

import io.grapevine.job.AttemptEnd;
import io.grapevine.job.AttemptId;
import io.grapevine.job.Bid;
import io.grapevine.job.JobId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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
  private final Map<AttemptId, Instant> started = new LinkedHashMap<>();
  private String lastEnd = "";

  AttemptBudget(JobId job, int startsMax) {
    this.job = job;
    this.startsMax = startsMax;
  }

  /**
   * The next attempt, at the worker that made this bid.
   *
   * @param reserved whether its slot is held for us
   */
  Attempt open(Bid bid, boolean reserved) {
    if (isUsedUp()) {
      throw new IllegalStateException("no attempt is left for job " + job);
    }
    AttemptId id = new AttemptId(job, attempts.size() + 1);
    Attempt attempt = new Attempt(id, bid.offer(), bid.worker(), bid.reservation(), reserved);
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
  boolean started(AttemptId id, Instant at) {
    return started.putIfAbsent(id, at) == null;
  }

  /** How long ago a worker confirmed this attempt; zero if none did. */
  Duration tookSince(AttemptId id, Instant now) {
    Instant start = started.get(id);
    return start == null || now.isBefore(start) ? Duration.ZERO : Duration.between(start, now);
  }

  /** Whether a worker confirmed this attempt. */
  boolean isStarted(AttemptId id) {
    return started.containsKey(id);
  }

  /** Remembers in words how an attempt ended. One that never began does not count as a start. */
  void ended(Attempt attempt, AttemptEnd end, String detail) {
    if (end == AttemptEnd.NOT_BEGUN) {
      started.remove(attempt.id());
    }
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
