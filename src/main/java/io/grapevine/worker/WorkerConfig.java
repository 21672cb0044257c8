package io.grapevine.worker;

import io.grapevine.job.WorkType;
import io.grapevine.libp2p.peer.PeerId;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a worker takes on.
 *
 * @param slots attempts and reservations together, over all types
 * @param concurrency the same per work type; the types that are not here are not done here
 * @param reservation how long a slot is held for a bid that is not answered
 * @param reservationsPerRequesterMax slots that one requester can hold by offers alone
 * @param payloadSizeMax largest payload, in bytes
 * @param resultRetention how long a result that nobody acknowledged is kept
 * @param resultsMax how many such results are kept; the oldest goes first
 * @param allowedRequesters who may send work here; empty means anybody
 * @param queueMax attempts and reservations of them that may wait for a slot; 0 for none
 */
public record WorkerConfig(
    int slots,
    SortedMap<WorkType, Integer> concurrency,
    Duration reservation,
    int reservationsPerRequesterMax,
    long payloadSizeMax,
    Duration resultRetention,
    int resultsMax,
    Set<PeerId> allowedRequesters,
    int queueMax) {
  /** Most places in a queue. */
  public static final int QUEUE_LIMIT = 10_000;

  /**
   * @throws IllegalArgumentException with a readable sentence if values do not fit together
   */
  public WorkerConfig {
    concurrency = new TreeMap<>(concurrency);
    allowedRequesters = Set.copyOf(allowedRequesters);
    if (slots < 1 || concurrency.values().stream().anyMatch(limit -> limit < 1)) {
      throw new IllegalArgumentException(
          "a worker has at least one slot, and so has each work type");
    }
    if (!reservation.isPositive() || !resultRetention.isPositive()) {
      throw new IllegalArgumentException("reservations and results are kept for some time");
    }
    if (reservationsPerRequesterMax < 1 || payloadSizeMax < 1 || resultsMax < 1) {
      throw new IllegalArgumentException(
          "a worker holds at least one reservation per requester, one payload byte and one result");
    }
    if (queueMax < 0 || queueMax > QUEUE_LIMIT) {
      throw new IllegalArgumentException("a queue has 0 to " + QUEUE_LIMIT + " places");
    }
  }

  /** A worker at which nothing waits for a slot. */
  public WorkerConfig(
      int slots,
      SortedMap<WorkType, Integer> concurrency,
      Duration reservation,
      int reservationsPerRequesterMax,
      long payloadSizeMax,
      Duration resultRetention,
      int resultsMax,
      Set<PeerId> allowedRequesters) {
    this(
        slots,
        concurrency,
        reservation,
        reservationsPerRequesterMax,
        payloadSizeMax,
        resultRetention,
        resultsMax,
        allowedRequesters,
        0);
  }

  /** The same with another queue. */
  public WorkerConfig withQueue(int places) {
    return new WorkerConfig(
        slots,
        concurrency,
        reservation,
        reservationsPerRequesterMax,
        payloadSizeMax,
        resultRetention,
        resultsMax,
        allowedRequesters,
        places);
  }

  /** The values with which a worker starts when nothing is configured. */
  public static WorkerConfig defaults(int slots, Map<WorkType, Integer> concurrency) {
    return new WorkerConfig(
        slots,
        new TreeMap<>(concurrency),
        Duration.ofSeconds(3),
        slots,
        8L << 20,
        Duration.ofMinutes(10),
        1_000,
        Set.of());
  }
}
