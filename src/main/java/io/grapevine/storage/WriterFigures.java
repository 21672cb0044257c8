package io.grapevine.storage;

import org.jspecify.annotations.Nullable;

/**
 * What the writer has done since the process began.
 *
 * @param groups transactions that were committed
 * @param writes that were in them
 * @param commitNanos time for these, from the first try of each, in nanoseconds
 * @param failed writes that did not become durable
 * @param queued writes that wait now
 * @param trouble a sentence that says why the store cannot write at the moment; absent if it can
 */
public record WriterFigures(
    long groups, long writes, long commitNanos, long failed, int queued, @Nullable String trouble) {
  /** Writes per transaction on average; 0 before the first. */
  public double meanGroup() {
    return groups == 0 ? 0 : (double) writes / groups;
  }
}
