package io.grapevine.network.introduction;

import io.grapevine.job.WorkType;
import java.util.Set;
import java.util.TreeSet;

/**
 * Bounds of dialling peers that announce themselves.
 *
 * @param perType peers of each wanted type, and peers in all, with which this one is connected
 *     before it stops dialling; 0 dials nobody
 * @param dialsPerMinute dials on average; a quarter of it, at least {@value #BURST_MIN}, may come
 *     at once
 * @param knownMax peers remembered
 * @param connectionsMax connections, of whatever origin, from which on nobody is dialled
 * @param types whose workers are wanted, besides those of types that this peer does itself and of
 *     those for which it has an offer
 */
public record IntroductionConfig(
    int perType, int dialsPerMinute, int knownMax, int connectionsMax, Set<WorkType> types) {
  static final int BURST_MIN = 8;

  /**
   * @throws IllegalArgumentException if a number is out of range
   */
  public IntroductionConfig {
    if (perType < 0 || dialsPerMinute < 1 || knownMax < 1 || connectionsMax < 0) {
      throw new IllegalArgumentException("the bounds of introductions are out of range");
    }
    types = Set.copyOf(new TreeSet<>(types));
  }

  /** Six peers of a type, 60 dials a minute, 4 096 peers remembered, below 320 connections. */
  public static IntroductionConfig defaults() {
    return new IntroductionConfig(6, 60, 4_096, 320, Set.of());
  }

  /** Whether anybody is dialled at all. */
  public boolean enabled() {
    return perType > 0;
  }

  int burst() {
    return Math.max(BURST_MIN, dialsPerMinute / 4);
  }
}
