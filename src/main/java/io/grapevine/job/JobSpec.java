package io.grapevine.job;

import java.time.Duration;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a client asked for, fixed at submission.
 *
 * @param id chosen by the requester
 * @param type which handler is needed
 * @param payload the handler's input
 * @param timeout for the whole job, from submission to outcome
 * @param labels the client's own marks, for finding jobs again
 * @param maxAttempts how many workers may be tried, at least 1
 * @param delivery whether a started attempt may be followed by another
 */
public record JobSpec(
    JobId id,
    WorkType type,
    Content payload,
    Duration timeout,
    SortedMap<String, String> labels,
    int maxAttempts,
    Delivery delivery) {

  /**
   * @throws IllegalArgumentException if the timeout is not positive or no attempt is allowed
   */
  public JobSpec {
    if (!timeout.isPositive()) {
      throw new IllegalArgumentException("the timeout of a job is positive");
    }
    if (maxAttempts < 1) {
      throw new IllegalArgumentException("a job needs at least one attempt");
    }
    labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
  }
}
