package io.grapevine.auction;

import io.grapevine.job.Bid;
import java.util.function.Predicate;

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
   * @param isDoubtful whether almost any other bid would be better than this, so that it is not one
   *     of those that are enough
   * @param settlesIt whether no other bid could be much better than this
   */
  static boolean isDue(
      Answers answers,
      int expected,
      int bidsWanted,
      Predicate<Bid> isDoubtful,
      Predicate<Bid> settlesIt) {
    return answers.bids().stream().filter(isDoubtful.negate()).count() >= bidsWanted
        || answers.count() >= expected
        || answers.bids().stream().anyMatch(settlesIt);
  }
}
