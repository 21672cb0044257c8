package io.grapevine.libp2p.resources;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * So many of one kind for each key. Keys without any take no room, so the map is bounded by the
 * quota of all keys together, which is taken first.
 */
final class KeyedQuota<K> {
  private final Limit limit;
  private final ConcurrentMap<K, Integer> used = new ConcurrentHashMap<>();

  KeyedQuota(Limit limit) {
    this.limit = limit;
  }

  /** Takes one, if the key has fewer than {@code max}. */
  void take(K key, int max) throws LimitReached {
    int[] before = new int[1];
    used.compute(
        key,
        (_, count) -> {
          before[0] = count == null ? 0 : count;
          return before[0] < max ? Integer.valueOf(before[0] + 1) : count;
        });
    if (before[0] >= max) {
      throw new LimitReached(limit, before[0], key);
    }
  }

  void giveBack(K key) {
    used.computeIfPresent(key, (_, count) -> count == 1 ? null : Integer.valueOf(count - 1));
  }

  int used(K key) {
    return used.getOrDefault(key, 0);
  }

  /** Keys that have one or more. */
  int keys() {
    return used.size();
  }
}
