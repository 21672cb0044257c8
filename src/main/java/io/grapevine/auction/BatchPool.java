package io.grapevine.auction;

import io.grapevine.job.Bid;
import io.grapevine.job.JobId;
import io.grapevine.job.JobSpec;
import io.grapevine.job.OfferId;
import io.grapevine.job.Preferences;
import io.grapevine.job.Refusal;
import io.grapevine.job.RefusalReason;
import io.grapevine.libp2p.peer.PeerId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Finds workers for all shares of one batch by one offer.
 *
 * <p>Each share has an {@link Auction} like any job, whose offers do not go out: they are answered
 * from here. A worker's bid for the offer of the batch holds several of its slots, the units, and
 * each unit is handed to one share as if it were a bid for that share alone. A worker that has
 * delivered is taken to have its slot free for the next share, since it remembers its bid; whether
 * it still has, the award will tell.
 *
 * <p>A share that asks when there is nothing to hand out is told that a worker is busy, if one
 * works for the batch, so that waiting costs it no round; otherwise it shares the fate of the
 * batch's offer.
 */
public final class BatchPool {
  /** How long a freed slot is counted on before the next share is awarded to it. */
  static final Duration REUSE = Duration.ofSeconds(2);

  /** Workers may forget a bid that is older; by then a new one is asked for. */
  static final Duration BID_AGE_MAX = Duration.ofMinutes(9);

  private static final String BUSY = "it works on other shares of the batch";

  private final JobId batch;
  private final Preferences preferences;
  private final Instant deadline;
  private final BatchRounds rounds;
  private final UnitStock stock;

  /** Shares that wait for a unit, and whether they were told of the offer. */
  private final Map<OfferId, Boolean> waiting = new LinkedHashMap<>();

  private int wanted;
  private List<BatchEffect> effects = new ArrayList<>();

  /**
   * A pool without units.
   *
   * @param deadline of the batch
   * @param capableHint peers that are believed to do such work, 0 if that is not known
   * @param payloadSize of the largest share, in bytes
   */
  public BatchPool(
      JobSpec batch,
      PeerId requester,
      Instant deadline,
      AuctionConfig config,
      Ranking ranking,
      int capableHint,
      long payloadSize) {
    this.batch = batch.id();
    this.preferences = batch.preferences();
    this.deadline = deadline;
    this.rounds = new BatchRounds(batch, requester, config, capableHint, payloadSize);
    this.stock = new UnitStock(ranking, batch);
  }

  /**
   * Takes in one fact.
   *
   * @param now never earlier than at the call before
   * @return what is to be done about it, in this order
   */
  public List<BatchEffect> handle(BatchEvent event, Instant now) {
    effects = new ArrayList<>();
    stock.expire(now);
    switch (event) {
      case BatchEvent.Wanted(int units) -> wanted = Math.max(0, units);
      case BatchEvent.Asked(OfferId ask) -> asked(ask, now);
      case BatchEvent.TurnedDown(OfferId ask, PeerId worker) ->
          stock
              .handed(ask)
              .filter(unit -> unit.worker().equals(worker))
              .ifPresent(_ -> stock.takeBack(ask));
      case BatchEvent.Awarded(AuctionEffect.Dial award) -> awarded(award);
      case BatchEvent.ShareOver(JobId share, boolean delivered) -> over(share, delivered, now);
      case BatchEvent.OfferPublished(OfferId offer, int recipients, int capable) -> {
        if (rounds.published(offer, recipients, capable, now)) {
          waiting.replaceAll((ask, _) -> tellOffer(ask));
        }
      }
      case BatchEvent.BidReceived(Bid bid) -> bidReceived(bid, now);
      case BatchEvent.RefusalReceived(Refusal refusal) -> refused(refusal);
      case BatchEvent.DeadlineReached() -> {}
    }
    serve(now);
    rounds
        .advance(missing(), Duration.between(now, deadline), now)
        .ifPresent(offer -> effects.add(new BatchEffect.PublishOffer(offer)));
    return List.copyOf(effects);
  }

  /** When to send {@link BatchEvent.DeadlineReached}; empty when nothing is awaited. */
  public Optional<Instant> nextDeadline() {
    return Stream.concat(rounds.nextDeadline().stream(), stock.nextExpiry().stream())
        .min(Instant::compareTo);
  }

  /** Units for which no share asks yet: so many can be begun at once. */
  public int idleUnits() {
    return stock.free();
  }

  private int missing() {
    return waiting.size() + wanted - stock.free();
  }

  private void asked(OfferId ask, Instant now) {
    waiting.keySet().removeIf(other -> other.job().equals(ask.job()));
    if (stock.handed(ask).isPresent()) {
      tellBid(ask, stock.handed(ask).get());
      return;
    }
    waiting.put(ask, false);
    serve(now);
    if (!waiting.containsKey(ask)) {
      return;
    }
    Optional<PeerId> busy = stock.anyWorking();
    if (busy.isPresent()) {
      waiting.put(ask, true);
      tell(ask, new AuctionEvent.OfferPublished(ask, 1, 1));
      tell(
          ask,
          new AuctionEvent.RefusalReceived(new Refusal(ask, busy.get(), RefusalReason.BUSY, BUSY)));
    } else if (rounds.hasReachedAnybody()) {
      waiting.put(ask, tellOffer(ask));
    }
  }

  private void awarded(AuctionEffect.Dial award) {
    // Nothing is employed for an attempt of an earlier life.
    stock.employ(award.offer(), award.worker());
    effects.add(new BatchEffect.Dial(award));
  }

  private void over(JobId share, boolean delivered, Instant now) {
    waiting.keySet().removeIf(ask -> ask.job().equals(share));
    boolean remembered =
        stock
            .working(share)
            .filter(unit -> now.isBefore(unit.bidAt().plus(BID_AGE_MAX)))
            .isPresent();
    if (delivered && remembered && waiting.size() + wanted > stock.free()) {
      stock.reuse(share, now.plus(REUSE));
    }
    stock.release(share);
  }

  private void bidReceived(Bid bid, Instant now) {
    if (!rounds.knows(bid.offer())) {
      effects.add(new BatchEffect.RejectBid(bid));
      return;
    }
    Optional<Refusal> objection = Solicitation.objectionTo(bid, preferences);
    if (objection.isPresent()) {
      effects.add(new BatchEffect.RejectBid(bid));
      refused(objection.get());
      return;
    }
    if (!stock.isOvertaken(bid)) {
      stock.enter(bid, now, Math.max(1, waiting.size() + wanted));
      rounds.answered(true);
    }
  }

  private void refused(Refusal refusal) {
    if (!rounds.knows(refusal.offer())) {
      return;
    }
    rounds.answered(false);
    for (OfferId ask : waiting.keySet()) {
      tell(
          ask,
          new AuctionEvent.RefusalReceived(
              new Refusal(ask, refusal.worker(), refusal.reason(), refusal.detail())));
    }
  }

  /** Hands units to those who wait, the one that waits longest first; frees what nobody needs. */
  private void serve(Instant now) {
    for (OfferId ask : List.copyOf(waiting.keySet())) {
      Optional<UnitStock.Unit> unit = stock.hand(ask, now);
      if (unit.isEmpty()) {
        return;
      }
      waiting.remove(ask);
      tellBid(ask, unit.get());
    }
    if (wanted == 0) {
      for (Bid bid : stock.clear()) {
        effects.add(new BatchEffect.RejectBid(bid));
      }
    }
  }

  private void tellBid(OfferId ask, UnitStock.Unit unit) {
    Bid bid = unit.bid();
    tell(ask, new AuctionEvent.OfferPublished(ask, 1, 1));
    tell(
        ask,
        new AuctionEvent.BidReceived(
            new Bid(
                ask,
                bid.worker(),
                bid.reservation(),
                bid.load(),
                bid.validFor(),
                bid.startsIn(),
                bid.attributes(),
                1)));
  }

  private boolean tellOffer(OfferId ask) {
    tell(ask, new AuctionEvent.OfferPublished(ask, rounds.recipients(), rounds.capable()));
    return rounds.recipients() > 0;
  }

  private void tell(OfferId ask, AuctionEvent event) {
    effects.add(new BatchEffect.Tell(ask.job(), event));
  }

  @Override
  public String toString() {
    return "pool of batch " + batch;
  }
}
