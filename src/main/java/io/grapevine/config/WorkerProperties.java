package io.grapevine.config;

import io.grapevine.worker.WorkerConfig;
import java.time.Duration;
import java.util.Set;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * What this peer does for others, if it is a worker.
 *
 * @param slots attempts and reservations at once, over all work types; each type has its own limit
 *     besides
 * @param queueMax attempts that may wait for a slot besides; only requesters that have asked every
 *     capable peer get such a place
 * @param workTypes the types that are done here; empty means every type that this peer knows
 * @param reservation how long a slot is held for a bid that is not answered
 * @param payloadSizeMax largest payload
 * @param resultSizeMax largest result
 * @param resultRetention how long a result is kept that its requester has not acknowledged
 * @param resultsMax how many such results are kept
 * @param allowedRequesters peer ids that may send work here; empty means anybody
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
    @DefaultValue Set<String> allowedRequesters) {

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
    Checks.atLeast("grapevine.worker.results-max", resultsMax, 1);
    workTypes = Set.copyOf(workTypes);
    allowedRequesters = Set.copyOf(allowedRequesters);
  }
}
