package io.grapevine.coordination;

import io.grapevine.auction.Auction;
import io.grapevine.auction.AuctionConfig;
import io.grapevine.auction.AuctionEffect;
import io.grapevine.auction.AuctionEvent;
import io.grapevine.auction.Ranking;
import io.grapevine.auction.Turnout;
import io.grapevine.job.Bid;
import io.grapevine.job.JobEvent;
import io.grapevine.job.JobId;
import io.grapevine.job.JobSpec;
import io.grapevine.job.Offer;
import io.grapevine.job.OfferId;
import io.grapevine.job.Refusal;
import io.grapevine.job.WorkType;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the auctions of all active jobs. For the loop thread only. An auction that fails ends its
 * own job and no other.
 */
final class AuctionHouse implements Timed {
  private static final Logger LOG = LoggerFactory.getLogger(AuctionHouse.class);

  private final AuctionConfig config;
  private final Ranking ranking;
  private final JobNetwork network;
  private final JobChronicle chronicle;
  private final BrokenJobs broken;
  private final InstantSource clock;
  private final Consumer<JobSpec> onOver;
  private final AuctionHands hands;
  private final Turnout turnout = new Turnout();
  private final Map<JobId, Lot> lots = new HashMap<>();

  /** Jobs whose turn has not come, with the time from which theirs runs. */
  private final Map<JobId, Instant> unopened = new HashMap<>();

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
    this.hands = new AuctionHands(network, clock, this::close);
  }

  /** Takes in a job that is in the journal. It can be called off, and its time runs. */
  void admit(JobEvent.Submitted submitted) {
    JobSpec spec = submitted.spec();
    chronicle.tell(submitted);
    int capableHint = turnout.capable(spec.type());
    begin(spec, new Auction(spec, network.self(), config, ranking, capableHint));
    unopened.put(spec.id(), submitted.at());
    deadlines.set(spec.id(), Optional.of(submitted.at().plus(spec.timeout())));
  }

  /** It is the turn of a job that was taken in: starts its auction. */
  void open(JobId job) {
    Instant since = unopened.remove(job);
    if (since != null) {
      Duration waited = Duration.between(since, clock.instant());
      handle(job, new AuctionEvent.Opened(waited.isNegative() ? Duration.ZERO : waited));
    }
  }

  void handle(JobId job, AuctionEvent event) {
    if (event instanceof AuctionEvent.CancelRequested) {
      unopened.remove(job);
    }
    countAnswer(event);
    Lot lot = lots.get(job);
    if (lot == null || unopened.containsKey(job)) {
      answerLate(event);
      return;
    }
    try {
      List<AuctionEffect> effects =
          lot.auction().handle(withTurnout(event, lot.spec().type()), clock.instant());
      countOffers(lot.spec(), effects);
      hands.carryOut(lot, effects);
      if (lots.containsKey(job)) {
        deadlines.set(job, lot.auction().nextDeadline());
      }
    } catch (RuntimeException fault) {
      breakDown(lot, event.getClass().getSimpleName(), fault);
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
    for (JobId job : deadlines.due(now)) {
      if (unopened.containsKey(job)) {
        open(job);
      } else {
        handle(job, new AuctionEvent.DeadlineReached());
      }
    }
  }

  private void begin(JobSpec spec, Auction auction) {
    JobLine line =
        new JobLine(
            chronicle,
            new JobLine.Owner() {
              @Override
              public void lost(Throwable failure) {
                Lot lot = lots.get(spec.id());
                if (lot != null) {
                  LOG.error(
                      "job {} stands still until this peer restarts: its history cannot be written",
                      spec.id(),
                      failure);
                  close(lot);
                }
              }

              @Override
              public void failed(RuntimeException fault) {
                Lot lot = lots.get(spec.id());
                if (lot != null) {
                  breakDown(lot, "what waited for the journal", fault);
                }
              }
            });
    lots.put(spec.id(), new Lot(spec, auction, line));
  }

  private void breakDown(Lot lot, String on, RuntimeException fault) {
    lot.line().end();
    leave(lot);
    broken.conclude(lot.spec(), on, fault, () -> onOver.accept(lot.spec()));
  }

  private void close(Lot lot) {
    leave(lot);
    onOver.accept(lot.spec());
  }

  private void leave(Lot lot) {
    lots.remove(lot.id());
    deadlines.set(lot.id(), Optional.empty());
  }

  private void countAnswer(AuctionEvent event) {
    switch (event) {
      case AuctionEvent.BidReceived(Bid bid) -> turnout.answered(bid.offer());
      case AuctionEvent.RefusalReceived(Refusal refusal) -> turnout.answered(refusal.offer());
      default -> {}
    }
  }

  /** Shares of a batch are answered from one offer for all, so they tell nothing. */
  private void countOffers(JobSpec spec, List<AuctionEffect> effects) {
    for (AuctionEffect effect : effects) {
      if (effect instanceof AuctionEffect.PublishOffer(Offer offer) && spec.batch() == null) {
        turnout.announced(offer, clock.instant());
      }
    }
  }

  /** The network knows of the workers to which it is connected, and there may be many more. */
  private AuctionEvent withTurnout(AuctionEvent event, WorkType type) {
    if (event instanceof AuctionEvent.OfferPublished(OfferId offer, int recipients, int capable)) {
      turnout.subscribed(type, capable);
      return new AuctionEvent.OfferPublished(offer, recipients, turnout.capable(type));
    }
    return event;
  }

  /** A bid for a job that is over, or not open yet, holds a slot for nothing. */
  private void answerLate(AuctionEvent event) {
    if (event instanceof AuctionEvent.BidReceived late) {
      network.rejectBid(late.bid().worker(), late.bid().offer());
    }
  }
}
