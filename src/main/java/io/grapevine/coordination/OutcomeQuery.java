package io.grapevine.coordination;

import io.grapevine.job.JobStatus;
import io.grapevine.job.Outcome;
import io.grapevine.job.WorkType;
import io.grapevine.libp2p.peer.PeerId;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Which outcomes are wanted; what is absent does not matter.
 *
 * @param before only entries with a smaller sequence number; {@code Long.MAX_VALUE} for the newest
 * @param limit most outcomes in the page, 1 to 1 000
 * @param since received at that time or later
 */
public record OutcomeQuery(
    long before,
    int limit,
    @Nullable JobStatus status,
    @Nullable PeerId requester,
    @Nullable PeerId worker,
    @Nullable WorkType type,
    @Nullable Instant since) {
  /** Largest page. */
  public static final int LIMIT_MAX = 1_000;

  /**
   * @throws IllegalArgumentException if the limit is out of range
   */
  public OutcomeQuery {
    if (limit < 1 || limit > LIMIT_MAX) {
      throw new IllegalArgumentException("a page has 1 to " + LIMIT_MAX + " outcomes");
    }
  }

  /** Any outcomes. */
  public OutcomeQuery(long before, int limit) {
    this(before, limit, null, null, null, null, null);
  }

  boolean matches(LedgerEntry entry) {
    Outcome outcome = entry.signed().outcome();
    return entry.sequence() < before
        && (status == null || status == outcome.status())
        && (requester == null || requester.equals(outcome.requester()))
        && (worker == null || Objects.equals(worker, outcome.worker()))
        && (type == null || type.equals(outcome.type()))
        && (since == null || !entry.receivedAt().isBefore(since));
  }
}
