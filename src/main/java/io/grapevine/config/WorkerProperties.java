package io.grapevine.config;

import io.grapevine.worker.WorkerConfig;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * What this peer does for others, if it is a worker.
 *
 * @param slots attempts and reservations at once, over all work types; each type has its own limit
 *     besides
 * @param queueMax attempts and reservations besides that may wait for a slot; a bid for such a
 *     place says when the job would start
 * @param workTypes the types that are done here; empty means every type that this peer knows
 * @param reservation how long a slot is held for a bid that is not answered
 * @param payloadSizeMax largest payload
 * @param resultSizeMax largest result
 * @param resultRetention how long a result is kept that its requester has not acknowledged
 * @param resultsMax how many such results are kept
 * @param resultMemoryMax such results that are larger are on disk alone unless their requester is
 *     about to take them; smaller ones are in memory besides
 * @param resultsDiskMax bytes of such results on disk; the oldest go first; 0 to keep them in
 *     memory alone
 * @param resultDirectory where they are kept over restarts, each peer in a directory of its own,
 *     which only one process can use
 * @param allowedRequesters peer ids that may send work here; empty means anybody
 * @param deniedRequesters peer ids that may not send work here, even if they are allowed
 * @param requesterShareMax largest share of the slots and of the queue that one requester can have,
 *     in percent, by reservations and attempts together
 * @param offersPerSecondMax offers of one requester that are answered per second on average, and as
 *     many at once; more are left to other workers without a word
 * @param busyPause how long a worker without a free slot waits before it answers an offer, so that
 *     idle ones come first; longer the more is queued; 0 for not at all
 * @param attributes what requirements of jobs can ask about, such as region=eu; a peer says of
 *     itself cpus, memory-mb, os and arch unless these are set here
 */
@ConfigurationProperties("grapevine.worker")
public record WorkerProperties(
    @DefaultValue("64") int slots,
    @DefaultValue("16") int queueMax,
    @DefaultValue Set<String> workTypes,
    @DefaultValue("3s") Duration reservation,
    @DefaultValue("8MB") DataSize payloadSizeMax,
    @DefaultValue("8MB") DataSize resultSizeMax,
    @DefaultValue("10m") Duration resultRetention,
    @DefaultValue("1000") int resultsMax,
    @DefaultValue("256KB") DataSize resultMemoryMax,
    @DefaultValue("1GB") DataSize resultsDiskMax,
    @DefaultValue("data/results") String resultDirectory,
    @DefaultValue Set<String> allowedRequesters,
    @DefaultValue Set<String> deniedRequesters,
    @DefaultValue("100") int requesterShareMax,
    @DefaultValue("10000") int offersPerSecondMax,
    @DefaultValue("10ms") Duration busyPause,
    @DefaultValue Map<String, String> attributes) {

  /** Checks the bounds. */
  public WorkerProperties {
    Checks.atLeast("grapevine.worker.slots", slots, 1);
    Checks.atLeast("grapevine.worker.queue-max", queueMax, 0);
    Checks.notAbove(
        "grapevine.worker.queue-max", queueMax, "the longest queue", WorkerConfig.QUEUE_LIMIT);
    Checks.positive("grapevine.worker.reservation", reservation);
    Checks.atLeast("grapevine.worker.payload-size-max", payloadSizeMax.toBytes(), 1);
    Checks.atLeast("grapevine.worker.result-size-max", resultSizeMax.toBytes(), 1);
    Checks.positive("grapevine.worker.result-retention", resultRetention);
    Checks.atLeast("grapevine.worker.result-memory-max", resultMemoryMax.toBytes(), 0);
    Checks.atLeast("grapevine.worker.results-disk-max", resultsDiskMax.toBytes(), 0);
    Checks.atLeast("grapevine.worker.results-max", resultsMax, 1);
    Checks.atLeast("grapevine.worker.requester-share-max", requesterShareMax, 1);
    Checks.notAbove(
        "grapevine.worker.requester-share-max", requesterShareMax, "the whole in percent", 100);
    Checks.atLeast("grapevine.worker.offers-per-second-max", offersPerSecondMax, 1);
    if (busyPause.isNegative()) {
      throw new IllegalArgumentException(
          "grapevine.worker.busy-pause is " + busyPause + "; it cannot be negative");
    }
    workTypes = Set.copyOf(workTypes);
    allowedRequesters = Set.copyOf(allowedRequesters);
    deniedRequesters = Set.copyOf(deniedRequesters);
    attributes = Map.copyOf(attributes);
  }
}
