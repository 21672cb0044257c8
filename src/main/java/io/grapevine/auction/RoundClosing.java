package io.grapevine.auction;

import io.grapevine.job.Load;

/**
 * When to stop waiting for bids: as soon as waiting longer could not change much. The bid window is
 * only the last resort.
 */
final class RoundClosing {
  private RoundClosing() {}

  /**
   * Whether the round may be closed before its window is over.
   *
   * @param expected answers that may come at most, as far as the requester can know
   * @param bidsWanted bids that are enough
   */
  static boolean isDue(Answers answers, int expected, int bidsWanted) {
    return answers.bids().size() >= bidsWanted
        || answers.count() >= expected
        || answers.bids().stream().anyMatch(bid -> couldStartAtOnce(bid.load()));
  }

  /** Nothing runs there, and the one slot that may be held is the one of this bid. */
  private static boolean couldStartAtOnce(Load load) {
    return load.isIdle() && load.reserved() <= 1;
  }
}
