package io.grapevine.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.grapevine.auction.AuctionEvent;
import io.grapevine.coordination.NetworkEvents;
import io.grapevine.job.Announcement;
import io.grapevine.job.Bid;
import io.grapevine.job.JobId;
import io.grapevine.job.Offer;
import io.grapevine.job.SignedOutcome;
import io.grapevine.libp2p.peer.PeerId;
import io.grapevine.testing.Randomised;
import io.grapevine.worker.WorkerEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class BidReceiverTest {
  private static final RandomValues VALUES = new RandomValues(Randomised.ofSeed(21));
  private static final PeerId FRIEND = VALUES.peer();
  private static final PeerId STRANGER = VALUES.peer();

  private final List<Object> told = new ArrayList<>();
  private final AtomicInteger dropped = new AtomicInteger();
  private final BidReceiver receiver =
      new BidReceiver(
          allowing(Set.of(FRIEND)),
          new Ears(),
          new NetworkObserver() {
            @Override
            public void bidDropped() {
              dropped.incrementAndGet();
            }
          });

  @Test
  void takesBidsOnlyFromThoseWhoMayWork() {
    Bid friendly = bidOf(FRIEND);
    receiver.accept(FRIEND, new BidMessage.Placed(friendly));
    receiver.accept(STRANGER, new BidMessage.Placed(bidOf(STRANGER)));
    assertThat(told).containsExactly(new AuctionEvent.BidReceived(friendly));
    assertThat(dropped).hasValue(1);
  }

  @Test
  void takesRejectionsFromAnybodyInTheSendersOwnName() {
    BidMessage.Rejected rejected = new BidMessage.Rejected(VALUES.reservation());
    receiver.accept(STRANGER, rejected);
    assertThat(told).containsExactly(new WorkerEvent.BidRejected(STRANGER, rejected.reservation()));
  }

  private static Bid bidOf(PeerId worker) {
    return new Bid(
        VALUES.offerId(), worker, VALUES.reservation(), VALUES.load(), VALUES.duration());
  }

  private static NetworkConfig allowing(Set<PeerId> workers) {
    return NetworkConfig.defaults().allowing(workers);
  }

  private final class Ears implements NetworkEvents {
    @Override
    public void offerHeard(Offer offer) {
      told.add(offer);
    }

    @Override
    public boolean auctionEvent(JobId job, AuctionEvent event) {
      return told.add(event);
    }

    @Override
    public boolean workerEvent(WorkerEvent event) {
      return told.add(event);
    }

    @Override
    public void outcomesHeard(List<SignedOutcome> outcomes) {
      told.addAll(outcomes);
    }

    @Override
    public void announcementHeard(Announcement announcement) {
      told.add(announcement);
    }
  }
}
