package io.grapevine.coordination;

import io.grapevine.auction.AuctionEffect;
import io.grapevine.job.AttemptEnd;
import io.grapevine.job.AttemptId;
import io.grapevine.job.Bid;
import io.grapevine.job.Content;
import io.grapevine.job.JobId;
import io.grapevine.job.JobSpec;
import io.grapevine.job.Offer;
import io.grapevine.job.Outcome;
import io.grapevine.libp2p.peer.PeerId;

/**
 * The network as auctions see it: what the auctions of shares want of workers goes to the batch
 * that they belong to, everything else to the network itself. A share whose batch is not known here
 * is placed like any job.
 */
final class ShareNetwork implements AuctionNetwork {
  private final AuctionNetwork network;
  private final BatchHouse batches;

  ShareNetwork(AuctionNetwork network, BatchHouse batches) {
    this.network = network;
    this.batches = batches;
  }

  @Override
  public void publishOffer(Offer offer) {
    if (!batches.asked(offer)) {
      network.publishOffer(offer);
    }
  }

  @Override
  public void dial(AuctionEffect.Dial award, JobSpec job) {
    if (!batches.awarded(award)) {
      network.dial(award, job);
    }
  }

  @Override
  public void rejectBid(Bid bid) {
    if (!batches.turnedDown(bid.worker(), bid.offer())) {
      network.rejectBid(bid);
    }
  }

  @Override
  public PeerId self() {
    return network.self();
  }

  @Override
  public void sendPayload(AttemptId attempt, Content payload) {
    network.sendPayload(attempt, payload);
  }

  @Override
  public void abandon(AttemptId attempt, AttemptEnd reason) {
    network.abandon(attempt, reason);
  }

  @Override
  public void detach(JobId job) {
    network.detach(job);
  }

  @Override
  public void acknowledge(AttemptId attempt) {
    network.acknowledge(attempt);
  }

  @Override
  public void publishOutcome(Outcome outcome) {
    network.publishOutcome(outcome);
  }
}
