package io.grapevine.config;

import io.grapevine.coordination.ClientLimits;
import io.grapevine.coordination.CoordinationConfig;
import io.grapevine.coordination.JobQueueLimits;
import java.time.Duration;
import java.util.Set;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * What clients may ask of this peer, and what it remembers.
 *
 * @param defaultTimeout time for a job whose client names none
 * @param maxTimeout longest time that a client may name
 * @param defaultAttempts workers to try for a job whose client names no number
 * @param maxAttempts most workers that a client may name
 * @param payloadSizeMax largest payload
 * @param resultSizeMax largest result that is taken from a worker
 * @param allowedWorkers peer ids that may do work for this peer; empty means anybody
 * @param activeMax jobs under way at once; further ones wait
 * @param activeSizeMax payloads of all jobs under way at once
 * @param queueMax jobs that wait in each of the three classes of priority; one more is answered
 *     with 503
 * @param queueSizeMax payloads of all jobs that wait in one class
 * @param clientOpenMax jobs of one client that are not over; one more is answered with 429
 * @param clientRate jobs that one client may submit per second; more are answered with 429
 * @param clientBurst jobs that one client may submit at once
 * @param clientsMax clients that are told apart
 * @param keptMax finished jobs that are remembered, the newest, when nothing is stored
 * @param keptSizeMax payloads and results of all jobs that are remembered when nothing is stored
 * @param retryAfter shortest time after which a client is told to come back
 * @param outcomesKept outcomes of any peer in the ledger, the newest; at most 10 000 in memory
 * @param drainLimit longest wait for work under way when the peer stops
 */
@ConfigurationProperties("grapevine.jobs")
public record JobProperties(
    @DefaultValue("1m") Duration defaultTimeout,
    @DefaultValue("1h") Duration maxTimeout,
    @DefaultValue("3") int defaultAttempts,
    @DefaultValue("10") int maxAttempts,
    @DefaultValue("8MB") DataSize payloadSizeMax,
    @DefaultValue("16MB") DataSize resultSizeMax,
    @DefaultValue Set<String> allowedWorkers,
    @DefaultValue("1000") int activeMax,
    @DefaultValue("256MB") DataSize activeSizeMax,
    @DefaultValue("10000") int queueMax,
    @DefaultValue("32MB") DataSize queueSizeMax,
    @DefaultValue("10000") int clientOpenMax,
    @DefaultValue("10000") int clientRate,
    @DefaultValue("20000") int clientBurst,
    @DefaultValue("10000") int clientsMax,
    @DefaultValue("10000") int keptMax,
    @DefaultValue("256MB") DataSize keptSizeMax,
    @DefaultValue("1s") Duration retryAfter,
    @DefaultValue("200000") int outcomesKept,
    @DefaultValue("20s") Duration drainLimit) {

  /** Checks the bounds. */
  public JobProperties {
    Checks.positive("grapevine.jobs.default-timeout", defaultTimeout);
    Checks.notLonger(
        "grapevine.jobs.default-timeout", defaultTimeout, "grapevine.jobs.max-timeout", maxTimeout);
    Checks.atLeast("grapevine.jobs.default-attempts", defaultAttempts, 1);
    Checks.atLeast("grapevine.jobs.max-attempts", maxAttempts, defaultAttempts);
    Checks.atLeast("grapevine.jobs.payload-size-max", payloadSizeMax.toBytes(), 1);
    Checks.atLeast("grapevine.jobs.result-size-max", resultSizeMax.toBytes(), 1);
    allowedWorkers = Set.copyOf(allowedWorkers);
    Checks.atLeast("grapevine.jobs.active-max", activeMax, 1);
    Checks.atLeast(
        "grapevine.jobs.active-size-max", activeSizeMax.toBytes(), payloadSizeMax.toBytes());
    Checks.atLeast("grapevine.jobs.kept-max", keptMax, 1);
    Checks.atLeast("grapevine.jobs.kept-size-max", keptSizeMax.toBytes(), 1);
    Checks.atLeast("grapevine.jobs.queue-max", queueMax, 0);
    Checks.atLeast("grapevine.jobs.queue-size-max", queueSizeMax.toBytes(), 0);
    Checks.atLeast("grapevine.jobs.client-open-max", clientOpenMax, 1);
    Checks.atLeast("grapevine.jobs.client-rate", clientRate, 1);
    Checks.atLeast("grapevine.jobs.client-burst", clientBurst, 1);
    Checks.atLeast("grapevine.jobs.clients-max", clientsMax, 1);
    Checks.positive("grapevine.jobs.retry-after", retryAfter);
    Checks.notLonger(
        "grapevine.jobs.retry-after",
        retryAfter,
        "the longest that is said",
        JobQueueLimits.RETRY_AFTER_MAX);
    Checks.atLeast("grapevine.jobs.outcomes-kept", outcomesKept, 1);
  }

  /**
   * The bounds of a peer.
   *
   * @param requests whether it takes any
   */
  CoordinationConfig toConfig(boolean requests) {
    CoordinationConfig defaults = CoordinationConfig.defaults();
    return new CoordinationConfig(
        defaultTimeout,
        maxTimeout,
        defaultAttempts,
        maxAttempts,
        Math.toIntExact(payloadSizeMax.toBytes()),
        new JobQueueLimits(
            requests ? activeMax : 0,
            activeSizeMax.toBytes(),
            queueMax,
            queueSizeMax.toBytes(),
            retryAfter),
        new ClientLimits(clientOpenMax, clientRate, clientBurst, clientsMax),
        defaults.mailboxCapacity(),
        defaults.announceInterval(),
        defaults.directorySize(),
        defaults.directoryTimeToLive(),
        outcomesKept,
        drainLimit);
  }
}
