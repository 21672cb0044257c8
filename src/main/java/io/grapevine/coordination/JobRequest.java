package io.grapevine.coordination;

import io.grapevine.job.Content;
import io.grapevine.job.Delivery;
import io.grapevine.job.WorkType;
import java.time.Duration;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a client submits. Absent values take the configured defaults.
 *
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
    @Nullable String idempotencyKey) {
  /** Copies the labels. */
  public JobRequest {
    labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
  }
}
