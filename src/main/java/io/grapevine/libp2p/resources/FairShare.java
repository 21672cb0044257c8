package io.grapevine.libp2p.resources;

/**
 * How much of something scarce one holder may have: no more than a fixed maximum, and no more than
 * what is still free. The second rule adapts by itself: a single holder gets up to half of all, and
 * <i>n</i> greedy ones get one part each of <i>n</i> + 1, so that one part stays free for whoever
 * comes next. (Known from switches with shared buffers as dynamic thresholds: Choudhury and Hahne,
 * IEEE/ACM Transactions on Networking 6(2), 1998.)
 */
final class FairShare {
  private FairShare() {}

  /**
   * What a holder may take in addition.
   *
   * @param held what the holder has
   * @param holderMax the most that one holder may have
   * @param free what nobody has
   */
  static long room(long held, long holderMax, long free) {
    return Math.max(0, Math.min(holderMax, free) - held);
  }

  /** Whether a holder has more than half of what it may have, so that it should slow down. */
  static boolean pressed(long held, long holderMax, long free) {
    return 2 * held > Math.min(holderMax, free);
  }
}
