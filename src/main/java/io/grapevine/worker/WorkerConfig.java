package io.grapevine.worker;

import io.grapevine.job.Attributes;
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
 * @param queueMax attempts and reservations of them that may wait for a slot; 0 for none
 * @param reservation how long a slot is held for a bid that is not answered
 * @param busyPause how long a worker without a free slot waits before it answers an offer, and
 *     longer the more is queued; 0 for not at all
 * @param payloadSizeMax largest payload, in bytes
 * @param resultRetention how long a result that nobody acknowledged is kept
 * @param resultsMax how many such results are kept; the oldest goes first
 * @param requesters who may send work here
 * @param attributes what the worker says of itself
 * @param spill when kept results go to disk
 */
public record WorkerConfig(
    int slots,
    SortedMap<WorkType, Integer> concurrency,
    int queueMax,
    Duration reservation,
    Duration busyPause,
    long payloadSizeMax,
    Duration resultRetention,
    int resultsMax,
    RequesterRules requesters,
    Attributes attributes,
    ResultSpill spill) {
  /** Most places in a queue. */
  public static final int QUEUE_LIMIT = 10_000;

  /**
   * @throws IllegalArgumentException with a readable sentence if values do not fit together
   */
  public WorkerConfig {
    concurrency = new TreeMap<>(concurrency);
    if (slots < 1 || concurrency.values().stream().anyMatch(limit -> limit < 1)) {
      throw new IllegalArgumentException(
          "a worker has at least one slot, and so has each work type");
    }
    if (queueMax < 0 || queueMax > QUEUE_LIMIT) {
      throw new IllegalArgumentException("a queue has 0 to " + QUEUE_LIMIT + " places");
    }
    if (!reservation.isPositive() || !resultRetention.isPositive() || busyPause.isNegative()) {
      throw new IllegalArgumentException("reservations and results are kept for some time");
    }
    if (payloadSizeMax < 1 || resultsMax < 1) {
      throw new IllegalArgumentException("a worker holds at least one payload byte and one result");
    }
  }

  /** A worker at which nothing waits and that answers at once. */
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
        0,
        reservation,
        Duration.ZERO,
        payloadSizeMax,
        resultRetention,
        resultsMax,
        new RequesterRules(
            allowedRequesters,
            Set.of(),
            reservationsPerRequesterMax,
            Integer.MAX_VALUE,
            RequesterRules.OFFERS_PER_SECOND),
        Attributes.NONE,
        ResultSpill.NEVER);
  }

  /** A worker at which nothing waits and that answers at once, with usual limits. */
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

  /** The same with another queue. */
  public WorkerConfig withQueue(int places) {
    return with(places, busyPause, requesters, attributes, spill);
  }

  /** The same with another pause. */
  public WorkerConfig withBusyPause(Duration pause) {
    return with(queueMax, pause, requesters, attributes, spill);
  }

  /** The same for other requesters. */
  public WorkerConfig withRequesters(RequesterRules rules) {
    return with(queueMax, busyPause, rules, attributes, spill);
  }

  /** The same of another worker. */
  public WorkerConfig withAttributes(Attributes named) {
    return with(queueMax, busyPause, requesters, named, spill);
  }

  /** The same that moves results to disk. */
  public WorkerConfig withSpill(ResultSpill limits) {
    return with(queueMax, busyPause, requesters, attributes, limits);
  }

  private WorkerConfig with(
      int places, Duration pause, RequesterRules rules, Attributes named, ResultSpill limits) {
    return new WorkerConfig(
        slots,
        concurrency,
        places,
        reservation,
        pause,
        payloadSizeMax,
        resultRetention,
        resultsMax,
        rules,
        named,
        limits);
  }
}
