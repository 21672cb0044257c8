package io.grapevine.simulation.scale;

import io.grapevine.auction.AuctionEffect;
import io.grapevine.job.Content;
import io.grapevine.network.WireSizes;
import io.grapevine.worker.WorkerEffect;

/** What was said about the jobs that count, in numbers and in bytes of the production codecs. */
final class Traffic {
  private final Demand demand;
  private final WireSizes sizes;
  private final Content payload;
  private long offers;
  private long bids;
  private long refusals;
  private long declines;
  private long bidsOfOneJob;
  private long direct;
  private long gossiped;
  private final int[] answers;

  Traffic(Demand demand, WireSizes sizes, Content payload) {
    this.demand = demand;
    this.sizes = sizes;
    this.payload = payload;
    answers = new int[demand.jobs()];
  }

  void said(int job, AuctionEffect effect) {
    if (demand.counts(job)) {
      count(effect);
    }
  }

  private void count(AuctionEffect effect) {
    switch (effect) {
      case AuctionEffect.PublishOffer publish -> {
        offers++;
        gossiped += sizes.offer(publish.offer());
      }
      case AuctionEffect.Dial dial ->
          direct +=
              sizes.award(
                  dial.attempt(), dial.reservation(), payload, dial.timeLeft(), dial.lease());
      case AuctionEffect.SendPayload _ -> direct += sizes.payload(payload);
      case AuctionEffect.AbandonAttempt abandon ->
          direct += sizes.cancellation(abandon.reason().name());
      case AuctionEffect.RejectBid reject -> direct += sizes.rejection(reject.bid().reservation());
      case AuctionEffect.AcknowledgeResult _ -> direct += sizes.acknowledgement();
      case AuctionEffect.Conclude _ -> gossiped += sizes.outcome();
      case AuctionEffect.RecordEvent _ -> {}
    }
  }

  void said(int job, WorkerEffect effect) {
    if (effect instanceof WorkerEffect.SendBid || effect instanceof WorkerEffect.SendRefusal) {
      answers[job]++;
    }
    if (demand.counts(job)) {
      count(effect);
      bidsOfOneJob = Math.max(bidsOfOneJob, answers[job]);
    }
  }

  private void count(WorkerEffect effect) {
    switch (effect) {
      case WorkerEffect.SendBid send -> {
        bids++;
        direct += sizes.bid(send.bid());
      }
      case WorkerEffect.SendRefusal send -> {
        refusals++;
        direct += sizes.refusal(send.refusal());
      }
      case WorkerEffect.ConfirmAward _ -> direct += sizes.confirmation();
      case WorkerEffect.DeclineAward decline -> {
        declines++;
        direct += sizes.decline(decline.reason(), decline.detail());
      }
      case WorkerEffect.SendHeartbeat _ -> direct += sizes.heartbeat();
      case WorkerEffect.SendResult send -> direct += sizes.result(send.result());
      case WorkerEffect.SendFailure send -> direct += sizes.failure(send.failure());
      case WorkerEffect.StartRun _,
          WorkerEffect.StopRun _,
          WorkerEffect.ResultTask _,
          WorkerEffect.Report _ -> {}
    }
  }

  double offersPerJob() {
    return perJob(offers);
  }

  double bidsPerJob() {
    return perJob(bids);
  }

  double refusalsPerJob() {
    return perJob(refusals);
  }

  double declinesPerJob() {
    return perJob(declines);
  }

  /** Bids and refusals for the job that got most. */
  long answersMax() {
    return bidsOfOneJob;
  }

  /** Over streams between requester and workers, payload and result included. */
  double directBytesPerJob() {
    return perJob(direct);
  }

  /** Of offers and outcomes that every single listener receives for a job, duplicates included. */
  double gossipBytesPerJobAndPeer() {
    return perJob(gossiped) * Reach.COPIES_PER_DELIVERY;
  }

  private double perJob(long count) {
    return (double) count / demand.counted();
  }
}
