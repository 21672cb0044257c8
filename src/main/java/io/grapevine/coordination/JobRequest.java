package io.grapevine.coordination;

import io.grapevine.job.Content;
import io.grapevine.job.Delivery;
import io.grapevine.job.Preferences;
import io.grapevine.job.WorkType;
import java.time.Duration;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a client submits. Absent values take the configured defaults.
 *
 * @param preferences how the job is to be placed
 * @param client who asks, as far as this peer can tell; quotas are per client
 * @param idempotencyKey chosen by the client: the same key with the same request gives the same
 *     job; 1 to 255 characters
 */
public record JobRequest(
    WorkType type,
    Content payload,
    @Nullable Duration timeout,
    SortedMap<String, String> labels,
    @Nullable Integer maxAttempts,
    Delivery delivery,
    Preferences preferences,
    String client,
    @Nullable String idempotencyKey) {
  /** Copies the labels. */
  public JobRequest {
    labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
  }

  /** A request of nobody in particular, who prefers nothing. */
  public JobRequest(
      WorkType type,
      Content payload,
      @Nullable Duration timeout,
      SortedMap<String, String> labels,
      @Nullable Integer maxAttempts,
      Delivery delivery,
      @Nullable String idempotencyKey) {
    this(
        type,
        payload,
        timeout,
        labels,
        maxAttempts,
        delivery,
        Preferences.NONE,
        "",
        idempotencyKey);
  }
}
