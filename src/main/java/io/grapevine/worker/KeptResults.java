package io.grapevine.worker;

import io.grapevine.job.Content;
import io.grapevine.job.JobId;
import io.grapevine.job.Usage;
import io.grapevine.libp2p.peer.PeerId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Results that are done and not acknowledged. Bounded by number, by age and by size; the oldest go
 * first, the newest is always kept.
 */
final class KeptResults {
  /** Most bytes of results that are kept. */
  static final long BYTES_MAX = 256L << 20;

  private final int resultsMax;
  private final Duration retention;
  private final Map<Assignment, Kept> results = new LinkedHashMap<>();
  private long bytes;

  /**
   * A result and what it cost.
   *
   * @param attended whether a requester is about to acknowledge it
   */
  record Kept(Content result, Usage usage, boolean attended, Instant until) {
    Kept attended(boolean now) {
      return new Kept(result, usage, now, until);
    }
  }

  KeptResults(int resultsMax, Duration retention) {
    this.resultsMax = resultsMax;
    this.retention = retention;
  }

  /**
   * Keeps a result.
   *
   * @return whose results had to go for it
   */
  List<Assignment> keep(
      Assignment assignment, Content result, Usage usage, boolean attended, Instant now) {
    results.put(assignment, new Kept(result, usage, attended, now.plus(retention)));
    bytes += result.size();
    List<Assignment> dropped = new ArrayList<>();
    while (results.size() > 1 && (results.size() > resultsMax || bytes > BYTES_MAX)) {
      dropped.add(dropOldest());
    }
    return dropped;
  }

  /** Drops what is too old, and says whose results those were. */
  List<Assignment> expire(Instant now) {
    List<Assignment> dropped = new ArrayList<>();
    // All are kept equally long, so the oldest is the next to expire.
    while (nextDeadline().filter(until -> !now.isBefore(until)).isPresent()) {
      dropped.add(dropOldest());
    }
    return dropped;
  }

  Optional<Kept> find(Assignment assignment) {
    return Optional.ofNullable(results.get(assignment));
  }

  /** Whether a requester listens to this worker for the result. */
  void attend(Assignment assignment, boolean attended) {
    results.computeIfPresent(assignment, (same, kept) -> kept.attended(attended));
  }

  /**
   * Drops one result.
   *
   * @return whether it was there
   */
  boolean drop(Assignment assignment) {
    Kept kept = results.remove(assignment);
    if (kept == null) {
      return false;
    }
    bytes -= kept.result().size();
    return true;
  }

  /** Whose results of this job nobody listens for. */
  List<Assignment> unattended(PeerId requester, JobId job) {
    return results.entrySet().stream()
        .filter(entry -> !entry.getValue().attended())
        .map(Map.Entry::getKey)
        .filter(each -> each.requester().equals(requester) && each.attempt().job().equals(job))
        .toList();
  }

  /** Whether some requester is about to acknowledge a result. */
  boolean anyAttended() {
    return results.values().stream().anyMatch(Kept::attended);
  }

  Optional<Instant> nextDeadline() {
    return results.values().stream().findFirst().map(Kept::until);
  }

  private Assignment dropOldest() {
    Assignment oldest = results.keySet().iterator().next();
    drop(oldest);
    return oldest;
  }
}
