package io.grapevine.coordination;

import io.grapevine.auction.AuctionEffect;
import io.grapevine.auction.AuctionEvent;
import io.grapevine.auction.BatchEffect;
import io.grapevine.job.Bid;
import io.grapevine.job.JobId;
import io.grapevine.job.JobSpec;
import io.grapevine.job.Offer;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out what batches want done: of the network, of the journal, and of the auctions of their
 * shares. What comes back is told on the loop thread.
 */
final class BatchHands {
  private static final Logger LOG = LoggerFactory.getLogger(BatchHands.class);

  private final AuctionNetwork network;
  private final BatchSurroundings around;

  BatchHands(AuctionNetwork network, BatchSurroundings around) {
    this.network = network;
    this.around = around;
  }

  void carryOut(LiveBatch batch, List<BatchEffect> effects) {
    for (BatchEffect effect : effects) {
      switch (effect) {
        case BatchEffect.PublishOffer(Offer offer) -> network.publishOffer(offer);
        case BatchEffect.Tell(JobId share, AuctionEvent event) ->
            around.later(() -> around.tell(share, event));
        case BatchEffect.Dial(AuctionEffect.Dial award) ->
            batch.share(award.attempt().job()).ifPresent(share -> network.dial(award, share));
        case BatchEffect.RejectBid(Bid bid) -> network.rejectBid(bid);
      }
    }
  }

  /**
   * Has a share journalled, on a thread of its own since that waits.
   *
   * @param done told whether it is in the journal and waits for its turn
   */
  void admit(JobSpec share, JobId batch, Consumer<Boolean> done) {
    Thread.ofVirtual()
        .name("grapevine-shares")
        .start(
            () -> {
              boolean admitted = isAdmitted(share, batch);
              around.later(() -> done.accept(admitted));
            });
  }

  /** Calls a share off. */
  void callOff(JobId share, String reason) {
    around.later(() -> around.tell(share, new AuctionEvent.CancelRequested(reason)));
  }

  private boolean isAdmitted(JobSpec share, JobId batch) {
    try {
      return around.admit(share, batch);
    } catch (RuntimeException failure) {
      LOG.warn("share {} could not be begun; it is tried again", share.id(), failure);
      return false;
    }
  }
}
