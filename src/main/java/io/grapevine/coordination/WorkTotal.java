package io.grapevine.coordination;

import io.grapevine.job.Usage;
import io.grapevine.libp2p.peer.PeerId;
import java.time.Duration;

/**
 * Sum of the work in the outcomes that succeeded, as the receipts state it, including those whose
 * entries were dropped since.
 *
 * @param peer who did the work, or who asked for it
 * @param jobs that succeeded
 * @param runTime of the handlers
 * @param payloadBytes taken in
 * @param resultBytes given out
 */
public record WorkTotal(
    PeerId peer, long jobs, Duration runTime, long payloadBytes, long resultBytes) {
  /** No work at all. */
  public static WorkTotal none(PeerId peer) {
    return new WorkTotal(peer, 0, Duration.ZERO, 0, 0);
  }

  /** With one more job. Sums that leave their range stay at its end, whatever is claimed. */
  public WorkTotal plus(Usage usage) {
    return new WorkTotal(
        peer,
        jobs + 1,
        sum(runTime, usage.runTime()),
        sum(payloadBytes, usage.payloadSize()),
        sum(resultBytes, usage.resultSize()));
  }

  private static Duration sum(Duration a, Duration b) {
    return Duration.ofNanos(sum(a.toNanos(), b.toNanos()));
  }

  private static long sum(long a, long b) {
    long sum = a + b;
    return sum < 0 ? Long.MAX_VALUE : sum;
  }
}
