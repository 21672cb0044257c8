package io.grapevine.coordination;

import io.grapevine.auction.Auction;
import io.grapevine.auction.AuctionConfig;
import io.grapevine.auction.AuctionEffect;
import io.grapevine.auction.AuctionEvent;
import io.grapevine.auction.Ranking;
import io.grapevine.job.JobEvent;
import io.grapevine.job.JobId;
import io.grapevine.job.JobSpec;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Keeps the auctions of all active jobs and carries out what they want done. For the loop thread
 * only. An auction that fails ends its own job and no other.
 */
final class AuctionHouse implements Timed {
  private final AuctionConfig config;
  private final Ranking ranking;
  private final JobNetwork network;
  private final JobChronicle chronicle;
  private final BrokenJobs broken;
  private final InstantSource clock;
  private final Consumer<JobSpec> onOver;
  private final CapableCounts capable = new CapableCounts();
  private final Map<JobId, Lot> lots = new HashMap<>();
  private final Deadlines<JobId> deadlines = new Deadlines<>();

  /**
   * @param onOver told of each job that was opened here, once, when it is over
   */
  AuctionHouse(
      AuctionConfig config,
      Ranking ranking,
      JobNetwork network,
      JobChronicle chronicle,
      BrokenJobs broken,
      InstantSource clock,
      Consumer<JobSpec> onOver) {
    this.config = config;
    this.ranking = ranking;
    this.network = network;
    this.chronicle = chronicle;
    this.broken = broken;
    this.clock = clock;
    this.onOver = onOver;
  }

  /** Starts the auction of a job that is in the journal. */
  void open(JobEvent.Submitted submitted) {
    JobSpec spec = submitted.spec();
    chronicle.tell(submitted);
    int capableHint = capable.last(spec.type());
    lots.put(
        spec.id(), new Lot(spec, new Auction(spec, network.self(), config, ranking, capableHint)));
    handle(spec.id(), new AuctionEvent.Opened());
  }

  void handle(JobId job, AuctionEvent event) {
    Lot lot = lots.get(job);
    if (lot == null) {
      answerLate(event);
      return;
    }
    if (event instanceof AuctionEvent.OfferPublished published) {
      capable.note(lot.spec.type(), published.capable());
    }
    try {
      carryOut(lot, lot.auction.handle(event, clock.instant()));
      deadlines.set(job, lot.auction.nextDeadline());
    } catch (RuntimeException fault) {
      broken.conclude(lot.spec, event, fault);
      close(lot);
    }
  }

  /** Jobs that are under way. */
  int size() {
    return lots.size();
  }

  @Override
  public Optional<Instant> nextDeadline() {
    return deadlines.earliest();
  }

  @Override
  public void deadlineReached(Instant now) {
    deadlines.due(now).forEach(job -> handle(job, new AuctionEvent.DeadlineReached()));
  }

  /** Acknowledgements go last: a worker may forget its result only when the journal has it. */
  private void carryOut(Lot lot, List<AuctionEffect> effects) {
    for (AuctionEffect effect : effects) {
      if (!(effect instanceof AuctionEffect.AcknowledgeResult)) {
        carryOut(lot, effect);
      }
    }
    for (AuctionEffect effect : effects) {
      if (effect instanceof AuctionEffect.AcknowledgeResult acknowledge) {
        network.acknowledge(acknowledge.attempt());
      }
    }
    if (lot.auction.isOver()) {
      close(lot);
    }
  }

  private void carryOut(Lot lot, AuctionEffect effect) {
    switch (effect) {
      case AuctionEffect.PublishOffer publish -> network.publishOffer(publish.offer());
      case AuctionEffect.Dial dial -> network.dial(dial, lot.spec);
      case AuctionEffect.SendPayload send ->
          network.sendPayload(send.attempt(), lot.spec.payload());
      case AuctionEffect.AbandonAttempt abandon ->
          network.abandon(abandon.attempt(), abandon.reason());
      case AuctionEffect.RejectBid reject -> network.rejectBid(reject.worker(), reject.offer());
      case AuctionEffect.AcknowledgeResult acknowledge ->
          network.acknowledge(acknowledge.attempt());
      case AuctionEffect.RecordEvent entry -> chronicle.add(entry.event(), null);
      case AuctionEffect.Conclude conclude -> {
        chronicle.add(
            new JobEvent.Concluded(lot.spec.id(), clock.instant(), conclude.outcome()),
            conclude.result());
        network.publishOutcome(conclude.outcome());
      }
    }
  }

  private void close(Lot lot) {
    if (lots.remove(lot.spec.id()) != null) {
      deadlines.set(lot.spec.id(), Optional.empty());
      onOver.accept(lot.spec);
    }
  }

  /** A bid for a job that is over holds a slot for nothing. */
  private void answerLate(AuctionEvent event) {
    if (event instanceof AuctionEvent.BidReceived late) {
      network.rejectBid(late.bid().worker(), late.bid().offer());
    }
  }

  /** One job and its auction. */
  private record Lot(JobSpec spec, Auction auction) {}
}
