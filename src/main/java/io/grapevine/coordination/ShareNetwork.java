package io.grapevine.coordination;

import io.grapevine.auction.AuctionEffect;
import io.grapevine.job.Announcement;
import io.grapevine.job.AttemptEnd;
import io.grapevine.job.AttemptId;
import io.grapevine.job.Bid;
import io.grapevine.job.Content;
import io.grapevine.job.DeclineReason;
import io.grapevine.job.Failure;
import io.grapevine.job.JobId;
import io.grapevine.job.JobSpec;
import io.grapevine.job.Offer;
import io.grapevine.job.Outcome;
import io.grapevine.job.Progress;
import io.grapevine.job.Refusal;
import io.grapevine.job.Usage;
import io.grapevine.job.WorkType;
import io.grapevine.libp2p.peer.PeerId;
import io.grapevine.worker.Assignment;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The network as auctions see it: what the auctions of shares want of workers goes to the batch
 * that they belong to, everything else to the network itself. A share whose batch is not known here
 * is placed like any job.
 */
final class ShareNetwork implements JobNetwork {
  private final JobNetwork network;
  private final BatchHouse batches;

  ShareNetwork(JobNetwork network, BatchHouse batches) {
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
  public OutcomeSeals seals() {
    return network.seals();
  }

  @Override
  public void start(Set<WorkType> workTypes, NetworkEvents events) {
    network.start(workTypes, events);
  }

  @Override
  public void sendBid(PeerId requester, Bid bid) {
    network.sendBid(requester, bid);
  }

  @Override
  public void sendRefusal(PeerId requester, Refusal refusal) {
    network.sendRefusal(requester, refusal);
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
  public void confirmAward(Assignment assignment) {
    network.confirmAward(assignment);
  }

  @Override
  public void declineAward(Assignment assignment, DeclineReason reason, String detail) {
    network.declineAward(assignment, reason, detail);
  }

  @Override
  public void sendHeartbeat(Assignment assignment, @Nullable Progress progress) {
    network.sendHeartbeat(assignment, progress);
  }

  @Override
  public void sendResult(Assignment assignment, Content result, Usage usage) {
    network.sendResult(assignment, result, usage);
  }

  @Override
  public void sendFailure(Assignment assignment, Failure failure, boolean begun) {
    network.sendFailure(assignment, failure, begun);
  }

  @Override
  public void publishOutcome(Outcome outcome) {
    network.publishOutcome(outcome);
  }

  @Override
  public void announce(Announcement announcement) {
    network.announce(announcement);
  }

  @Override
  public NetworkView view() {
    return network.view();
  }

  @Override
  public void close() {
    network.close();
  }
}
