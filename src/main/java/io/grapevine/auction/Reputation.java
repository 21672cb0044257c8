package io.grapevine.auction;

import io.grapevine.job.AttemptEnd;
import io.grapevine.job.WorkType;
import io.grapevine.libp2p.peer.PeerId;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * What a requester has seen of workers. Faults weigh by what they cost: an invalid result more than
 * a lost attempt or a failed run, and those more than a failed dial, a declined award or an attempt
 * that took too long. A worker that fails everything at once is always idle, and would get most
 * jobs if that weighed little. The weight fades by half in each half-life, and with each success.
 */
final class Reputation {
  /** Most workers that are remembered; those that were not seen for longest go first. */
  static final int WORKERS_MAX = 10_000;

  /** Most work types whose run times are remembered, chosen likewise. */
  static final int TYPES_MAX = 1_000;

  private static final double PENALTY_MAX = 16;

  private final Duration halfLife;
  private final SequencedMap<PeerId, Standing> standings = new LinkedHashMap<>();
  private final SequencedMap<WorkType, RunTimes> runTimes = new LinkedHashMap<>();

  Reputation(Duration halfLife) {
    if (!halfLife.isPositive()) {
      throw new IllegalArgumentException("the half-life of a fault is positive");
    }
    this.halfLife = halfLife;
  }

  /**
   * How much a worker is to be avoided: 0 for one that is unknown, fine, or forgiven. In whole
   * steps, so that equally reliable workers are equal.
   */
  int trouble(PeerId worker, Instant now) {
    Standing standing = standings.get(worker);
    return standing == null ? 0 : (int) standing.penalty(now, halfLife);
  }

  /**
   * Seconds until a result is here, as far as can be told from earlier ones, failures included. 0
   * for a worker that is unknown, or was not seen for long: it is worth a try.
   */
  double expectedSeconds(PeerId worker, WorkType type, Instant now) {
    Standing standing = standings.get(worker);
    return standing == null ? 0 : standing.expectedSeconds(type, now, halfLife);
  }

  /** Seconds of work that a worker was awarded and has not ended, by the mean of its types. */
  double workInHand(PeerId worker) {
    Standing standing = standings.get(worker);
    return standing == null ? 0 : standing.workInHand();
  }

  /** Seconds of work that a worker has done for this requester. */
  double workDone(PeerId worker) {
    Standing standing = standings.get(worker);
    return standing == null ? 0 : standing.secondsDone();
  }

  /** A run time that only one in twenty exceeds; empty if too few were seen. */
  Optional<Duration> unusuallyLong(WorkType type) {
    return Optional.ofNullable(runTimes.get(type)).flatMap(RunTimes::unusuallyLong);
  }

  /** The worker is about to get a job. */
  void awarded(PeerId worker, WorkType type) {
    RunTimes known = runTimes.get(type);
    seen(worker).begin(type, known == null ? 0 : known.meanSeconds());
  }

  /** An attempt is over. */
  void observe(Conduct conduct, Instant now) {
    Standing standing = seen(conduct.worker());
    standing.end(conduct.type());
    if (conduct.end() == AttemptEnd.SUCCEEDED) {
      standing.succeeded(conduct, now, halfLife);
      ran(conduct.type()).add(conduct.took());
    } else {
      double weight = conduct.blameless() ? 0 : weight(conduct.end());
      if (weight > 0) {
        standing.failed(conduct.type(), weight, PENALTY_MAX, now, halfLife);
      }
    }
  }

  private static double weight(AttemptEnd end) {
    return switch (end) {
      case SUCCEEDED, HANDED_BACK, NOT_BEGUN, CANCELLED, EXPIRED -> 0;
      case DECLINED, DIAL_FAILED, TIMED_OUT -> 2;
      case WORK_FAILED, CONNECTION_LOST, HEARTBEATS_MISSED -> 4;
      case INVALID_RESULT -> 8;
    };
  }

  private Standing seen(PeerId worker) {
    Standing standing = standings.get(worker);
    if (standing == null) {
      standing = new Standing();
    }
    standings.putLast(worker, standing);
    if (standings.size() > WORKERS_MAX) {
      standings.pollFirstEntry();
    }
    return standing;
  }

  private RunTimes ran(WorkType type) {
    RunTimes times = runTimes.get(type);
    if (times == null) {
      times = new RunTimes();
    }
    runTimes.putLast(type, times);
    if (runTimes.size() > TYPES_MAX) {
      runTimes.pollFirstEntry();
    }
    return times;
  }
}
