package io.grapevine.libp2p.host;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * Which connections to give up when there are too many: first those without streams, then those
 * with, and those of preferred peers last; within each of these the one that is idle for longest.
 */
final class TrimOrder {
  private static final Comparator<Candidate<?>> LEAST_USEFUL_FIRST =
      Comparator.<Candidate<?>, Boolean>comparing(Candidate::preferred)
          .thenComparing(candidate -> candidate.streams() > 0)
          .thenComparing(Candidate::idleNanos, Comparator.reverseOrder());

  private TrimOrder() {}

  /**
   * A connection that may be given up.
   *
   * @param connection the connection itself
   * @param spared whether its peer is protected, or it is too young
   * @param preferred whether its peer is to be kept if others can go
   * @param streams open streams
   * @param idleNanos time since a stream was opened on it
   */
  record Candidate<T>(
      T connection, boolean spared, boolean preferred, int streams, long idleNanos) {}

  /** Chooses so many; fewer if the rest are spared. */
  static <T> List<T> choose(Collection<Candidate<T>> candidates, int surplus) {
    return candidates.stream()
        .filter(candidate -> !candidate.spared())
        .sorted(LEAST_USEFUL_FIRST)
        .limit(surplus)
        .map(Candidate::connection)
        .toList();
  }
}
