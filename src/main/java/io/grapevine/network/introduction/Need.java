package io.grapevine.network.introduction;

import io.grapevine.job.WorkType;
import org.jspecify.annotations.Nullable;

/**
 * Peers that this one should be connected with and is not.
 *
 * @param type what they do; absent if anybody will do
 * @param served how many there are already
 */
record Need(@Nullable WorkType type, int served) {
  boolean isMetBy(Acquaintance peer) {
    return type == null || peer.does(type);
  }
}
