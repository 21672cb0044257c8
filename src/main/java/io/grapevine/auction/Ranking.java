package io.grapevine.auction;

import io.grapevine.job.Bid;
import java.util.Comparator;

/**
 * Orders the bids of a round, the best first. Consistent with equals of workers: no two workers
 * tie.
 */
@FunctionalInterface
public interface Ranking extends Comparator<Bid> {}
