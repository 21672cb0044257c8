package io.grapevine.worker;

import io.grapevine.job.Attributes;
import io.grapevine.job.Bid;
import io.grapevine.job.Load;
import io.grapevine.job.Offer;
import io.grapevine.job.OfferId;
import io.grapevine.job.Refusal;
import io.grapevine.job.RefusalReason;
import io.grapevine.job.Sampling;
import io.grapevine.job.WorkType;
import io.grapevine.libp2p.peer.PeerId;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** The part of the desk that answers offers: with a bid and a held slot, or with a refusal. */
final class Bidding {
  private final PeerId self;
  private final WorkerConfig config;
  private final CapacityLedger ledger;
  private final Outbox outbox;
  private final Map<Reservation.Key, Reservation> reservations = new LinkedHashMap<>();
  private final BidMemory memory = new BidMemory();

  /** A refusal in the making. */
  private record Objection(RefusalReason reason, String detail) {}

  Bidding(PeerId self, WorkerConfig config, CapacityLedger ledger, Outbox outbox) {
    this.self = self;
    this.config = config;
    this.ledger = ledger;
    this.outbox = outbox;
  }

  /**
   * Answers an offer, or leaves it to others. An offer that is heard again, or its next round,
   * takes over the slot that the job holds already.
   *
   * @param load measured once the seats are taken
   * @param expectedWait of a newcomer to the queue
   */
  void offerHeard(
      Offer offer,
      boolean draining,
      Supplier<Load> load,
      Function<WorkType, Duration> expectedWait) {
    if (!config.concurrency().containsKey(offer.type())) {
      return;
    }
    if (!Sampling.includes(offer.id(), offer.samplingRate(), self)) {
      outbox.report(new WorkerReport.Skipped(offer.id()));
      return;
    }
    Reservation held = reservations.get(Reservation.Key.of(offer));
    if (held != null && held.offer().round() > offer.id().round()) {
      return;
    }
    if (held != null) {
      drop(held);
    }
    Optional<Objection> objection = objectionTo(offer, draining);
    boolean renews = objection.isEmpty() && held != null && held.offer().equals(offer.id());
    if (held != null && !renews) {
      outbox.report(new WorkerReport.Released(held.offer(), WorkerReport.Cause.EXPIRED));
    }
    if (objection.isPresent()) {
      refuse(offer, objection.get());
    } else {
      Seat seat = seatFor(offer).orElseThrow();
      Duration startsIn = seat == Seat.SLOT ? Duration.ZERO : expectedWait.apply(offer.type());
      int units = reserve(offer, seat, renews);
      Bid bid =
          new Bid(
              offer.id(), self, load.get(), config.reservation(), startsIn, Attributes.NONE, units);
      outbox.emit(new WorkerEffect.SendBid(offer.requester(), bid));
    }
  }

  /** The requester has no use for this bid; a bid for another round of the job stands. */
  void bidRejected(PeerId requester, OfferId offer) {
    Reservation held = reservations.get(new Reservation.Key(requester, offer.job()));
    if (held != null && held.offer().equals(offer)) {
      release(held, WorkerReport.Cause.REJECTED);
    }
  }

  /** What this worker bid; empty if it did not, or too long ago. */
  Optional<Promise> promiseOf(PeerId requester, OfferId offer) {
    return memory.recall(requester, offer, outbox.now());
  }

  /**
   * Frees the seat that the job holds, whichever its round, so that its attempt can take it; of a
   * bid for many, one seat.
   */
  void redeem(PeerId requester, OfferId offer) {
    memory.countDown(requester, offer);
    Reservation held = reservations.get(new Reservation.Key(requester, offer.job()));
    if (held == null) {
      return;
    }
    if (held.units() > 1) {
      ledger.free(held.terms().type(), held.seat());
      reservations.put(held.key(), held.withoutOne());
    } else {
      release(held, WorkerReport.Cause.AWARDED);
    }
  }

  /** Frees the slots whose time is over. */
  void expire() {
    for (Reservation held : List.copyOf(reservations.values())) {
      if (outbox.isPast(held.until())) {
        release(held, WorkerReport.Cause.EXPIRED);
      }
    }
  }

  /** Frees every slot: no award will be taken any more. */
  void releaseAll() {
    for (Reservation held : List.copyOf(reservations.values())) {
      release(held, WorkerReport.Cause.EXPIRED);
    }
  }

  /** When the next slot frees itself. */
  Optional<Instant> nextDeadline() {
    return reservations.values().stream().map(Reservation::until).min(Instant::compareTo);
  }

  /** The seats that are held. */
  List<Holding> holdings() {
    return reservations.values().stream()
        .flatMap(
            held ->
                Collections.nCopies(held.units(), new Holding(held.terms().type(), held.seat()))
                    .stream())
        .toList();
  }

  /**
   * A place in the queue is for those who have asked everybody: whoever has not finds an idle
   * worker elsewhere sooner than a slot here.
   */
  private Optional<Seat> seatFor(Offer offer) {
    if (ledger.hasRoomFor(offer.type(), Seat.SLOT)) {
      return Optional.of(Seat.SLOT);
    }
    boolean everybodyIsAsked = offer.samplingRate() == Offer.SAMPLE_ALL;
    return everybodyIsAsked && ledger.hasRoomFor(offer.type(), Seat.QUEUE)
        ? Optional.of(Seat.QUEUE)
        : Optional.empty();
  }

  private int heldFor(PeerId requester) {
    return reservations.values().stream()
        .filter(held -> held.requester().equals(requester))
        .mapToInt(Reservation::units)
        .sum();
  }

  private Optional<Objection> objectionTo(Offer offer, boolean draining) {
    PeerId requester = offer.requester();
    if (!config.allowedRequesters().isEmpty() && !config.allowedRequesters().contains(requester)) {
      return objection(RefusalReason.NOT_ALLOWED, "this requester is not on the allow-list");
    }
    if (offer.payloadSize() > config.payloadSizeMax()) {
      return objection(
          RefusalReason.PAYLOAD_TOO_LARGE,
          "payloads of up to " + config.payloadSizeMax() + " bytes are taken");
    }
    if (draining) {
      return objection(RefusalReason.SHUTTING_DOWN, "this worker is about to stop");
    }
    if (seatFor(offer).isEmpty()) {
      return objection(RefusalReason.BUSY, "every slot is taken or reserved");
    }
    int share = heldFor(requester);
    if (share >= config.reservationsPerRequesterMax()) {
      return objection(
          RefusalReason.TOO_MANY_OFFERS, "this requester has " + share + " slots reserved");
    }
    return Optional.empty();
  }

  private static Optional<Objection> objection(RefusalReason reason, String detail) {
    return Optional.of(new Objection(reason, detail));
  }

  private void refuse(Offer offer, Objection objection) {
    Refusal refusal = new Refusal(offer.id(), self, objection.reason(), objection.detail());
    outbox.emit(new WorkerEffect.SendRefusal(offer.requester(), refusal));
    outbox.report(new WorkerReport.Refused(offer.id(), objection.reason()));
  }

  /** Returns how many seats are held. */
  private int reserve(Offer offer, Seat seat, boolean renews) {
    int allowed = config.reservationsPerRequesterMax() - heldFor(offer.requester());
    int units = Math.min(offer.units(), Math.min(allowed, ledger.room(offer.type(), seat)));
    Reservation held =
        new Reservation(
            offer.requester(),
            offer.id(),
            Terms.of(offer),
            seat,
            units,
            outbox.in(config.reservation()));
    for (int unit = 0; unit < units; unit++) {
      ledger.take(offer.type(), seat);
    }
    reservations.put(held.key(), held);
    memory.remember(offer, Promise.of(offer, units, seat), outbox.now());
    if (!renews) {
      outbox.report(new WorkerReport.Reserved(offer.id()));
    }
    return units;
  }

  private void release(Reservation held, WorkerReport.Cause cause) {
    drop(held);
    outbox.report(new WorkerReport.Released(held.offer(), cause));
  }

  private void drop(Reservation held) {
    reservations.remove(held.key());
    for (int unit = 0; unit < held.units(); unit++) {
      ledger.free(held.terms().type(), held.seat());
    }
  }
}
