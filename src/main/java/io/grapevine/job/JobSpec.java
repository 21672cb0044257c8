package io.grapevine.job;

import java.time.Duration;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

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
 * @param preferences how it is to be placed
 * @param batch the batch whose share this job is, or its own id if it is the batch as a whole;
 *     absent for a job that has nothing to do with a batch
 */
public record JobSpec(
    JobId id,
    WorkType type,
    Content payload,
    Duration timeout,
    SortedMap<String, String> labels,
    int maxAttempts,
    Delivery delivery,
    Preferences preferences,
    @Nullable JobId batch) {

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

  /** A job of its own, for which nothing is preferred. */
  public JobSpec(
      JobId id,
      WorkType type,
      Content payload,
      Duration timeout,
      SortedMap<String, String> labels,
      int maxAttempts,
      Delivery delivery) {
    this(id, type, payload, timeout, labels, maxAttempts, delivery, Preferences.NONE, null);
  }

  /** Whether this is a batch as a whole, which no worker gets: its shares are what is placed. */
  public boolean isBatch() {
    return id.equals(batch);
  }

  /** Whether this is one of the shares of that batch. */
  public boolean isShareOf(JobId other) {
    return other.equals(batch) && !isBatch();
  }

  /** The same job with this payload, whose bytes were kept elsewhere. */
  public JobSpec withPayload(Content bytes) {
    return new JobSpec(id, type, bytes, timeout, labels, maxAttempts, delivery, preferences, batch);
  }
}
