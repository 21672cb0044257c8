package io.grapevine.worker;

import io.grapevine.job.Attributes;
import io.grapevine.job.Bid;
import io.grapevine.job.JobId;
import io.grapevine.job.Offer;
import io.grapevine.job.OfferId;
import io.grapevine.job.Refusal;
import io.grapevine.job.Requirements;
import io.grapevine.job.ReservationId;
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
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * The part of the desk that answers offers: with a bid and held seats, or with a refusal. A worker
 * at which the job would wait holds its answer back for a moment, and then says nothing if the
 * offer is closed. It answers at once if a slot becomes free meanwhile.
 */
final class Bidding {
  /** Most jobs that are remembered to be over. */
  static final int CLOSED_MAX = 10_000;

  /** How many busy or unsuitable workers answer an offer on average, however many there are. */
  static final int REFUSALS = 16;

  private final PeerId self;
  private final WorkerConfig config;
  private final CapacityLedger ledger;
  private final Outbox outbox;
  private final DeskView desk;
  private final OfferRates rates;
  private final PendingAnswers pending;
  private final Map<Reservation.Key, Reservation> reservations = new LinkedHashMap<>();
  private final Map<Reservation.Key, Instant> closed = new BoundedMap<>(CLOSED_MAX);
  private final BidMemory memory;
  private final RandomGenerator random;

  Bidding(
      PeerId self,
      WorkerConfig config,
      CapacityLedger ledger,
      Outbox outbox,
      DeskView desk,
      BidMemory memory,
      RandomGenerator random) {
    this.self = self;
    this.config = config;
    this.ledger = ledger;
    this.outbox = outbox;
    this.desk = desk;
    this.memory = memory;
    this.random = random;
    this.rates = new OfferRates(config.requesters().offersPerSecond());
    this.pending = new PendingAnswers(self, config.busyPause());
  }

  /**
   * Answers an offer, now or in a moment, or leaves it to others. An offer that is heard again, or
   * its next round, takes over the slot that the job holds already.
   *
   * @param capable peers that could do the work as far as this one knows, 0 if it does not
   */
  void offerHeard(Offer offer, int capable) {
    if (!config.concurrency().containsKey(offer.type())) {
      return;
    }
    Reservation.Key key = Reservation.Key.of(offer);
    if (!Sampling.includes(offer.id(), offer.samplingRate(), self)) {
      skip(offer, WorkerReport.Silence.NOT_SAMPLED);
    } else if (closed.containsKey(key)) {
      skip(offer, WorkerReport.Silence.CLOSED);
    } else if (!rates.admits(offer.requester(), outbox.now())) {
      skip(offer, WorkerReport.Silence.TOO_OFTEN);
    } else if (!isOutdated(key, offer)) {
      pending.remove(key);
      boolean isHeld = reservations.containsKey(key);
      boolean isObjectionable = isObjectionable(offer);
      if (!isHeld && (isObjectionable || mayWait(offer)) && !mayRefuse(offer, capable)) {
        skip(offer, WorkerReport.Silence.BUSY);
      } else if (!isHeld && !isObjectionable && mayWait(offer)) {
        holdBack(offer);
      } else {
        answer(offer);
      }
    }
  }

  /** Whether there is a refusal for which nothing need be awaited. */
  private boolean isObjectionable(Offer offer) {
    return Objection.onPrinciple(offer, config, desk.isDraining()).isPresent();
  }

  /** Whether the job would wait here, and the answer as well. */
  private boolean mayWait(Offer offer) {
    return pending.isPatient() && !couldStart(offer.type());
  }

  /** Of very many such workers only some answer, so that the requester is not flooded. */
  private boolean mayRefuse(Offer offer, int capable) {
    return Sampling.includes(offer.id(), Sampling.rateFor(REFUSALS, capable), self);
  }

  private boolean isOutdated(Reservation.Key key, Offer offer) {
    Reservation held = reservations.get(key);
    return (held != null && held.offer().round() > offer.id().round())
        || pending
            .find(key)
            .filter(waiting -> waiting.offer().id().round() > offer.id().round())
            .isPresent();
  }

  private void holdBack(Offer offer) {
    if (!pending.add(offer, desk.load(), outbox.now())) {
      skip(offer, WorkerReport.Silence.TOO_OFTEN);
    }
  }

  private void skip(Offer offer, WorkerReport.Silence why) {
    outbox.report(new WorkerReport.Skipped(offer.id(), why));
  }

  private void answer(Offer offer) {
    Reservation held = reservations.get(Reservation.Key.of(offer));
    if (held != null) {
      drop(held);
    }
    Optional<Objection> objection = objectionTo(offer);
    boolean renews = objection.isEmpty() && held != null && held.offer().equals(offer.id());
    if (held != null && !renews) {
      outbox.report(new WorkerReport.Released(held.offer(), WorkerReport.Cause.EXPIRED));
    }
    if (objection.isPresent()) {
      refuse(offer, objection.get());
    } else {
      bid(offer, renews);
    }
  }

  private void bid(Offer offer, boolean renews) {
    Seat seat = seatFor(offer.type()).orElseThrow();
    Duration startsIn = startsIn(offer.type());
    Reservation held = reserve(offer, seat, renews);
    Bid bid =
        new Bid(
            offer.id(),
            self,
            held.id(),
            desk.load(),
            config.reservation(),
            startsIn,
            named(offer.requirements()),
            held.units());
    outbox.emit(new WorkerEffect.SendBid(offer.requester(), bid));
  }

  /** What the requirements ask about. */
  private Attributes named(Requirements requirements) {
    SortedMap<String, String> values = new TreeMap<>(config.attributes().values());
    values.keySet().retainAll(requirements.attributes());
    return new Attributes(values);
  }

  /** The job is over: whatever was held for it is free, and nothing is said about it any more. */
  void jobClosed(PeerId requester, JobId job) {
    Reservation.Key key = new Reservation.Key(requester, job);
    closed.put(key, outbox.now());
    pending.remove(key).ifPresent(waiting -> skip(waiting.offer(), WorkerReport.Silence.CLOSED));
    Reservation held = reservations.get(key);
    if (held != null) {
      release(held, WorkerReport.Cause.REJECTED);
    }
  }

  /** Answers those offers for which a slot has become free. */
  void answerPending() {
    for (PendingAnswers.Pending waiting : pending.all()) {
      if (couldStart(waiting.offer().type())) {
        pending.remove(Reservation.Key.of(waiting.offer()));
        answer(waiting.offer());
      }
    }
  }

  /** The requester has no use for this bid; a bid for another round of the job stands. */
  void bidRejected(PeerId requester, ReservationId reservation) {
    reservations.values().stream()
        .filter(held -> held.requester().equals(requester) && held.id().equals(reservation))
        .findFirst()
        .ifPresent(held -> release(held, WorkerReport.Cause.REJECTED));
  }

  /**
   * Frees the seat that the job holds, whichever its round, so that its attempt can take it; of a
   * bid for many, one seat.
   */
  void redeem(PeerId requester, OfferId offer) {
    Reservation.Key key = new Reservation.Key(requester, offer.job());
    pending.remove(key);
    Reservation held = reservations.get(key);
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

  /** Frees the slots whose time is over, and answers the offers whose time has come. */
  void expire() {
    for (Reservation held : List.copyOf(reservations.values())) {
      if (outbox.isPast(held.until())) {
        release(held, WorkerReport.Cause.EXPIRED);
      }
    }
    for (PendingAnswers.Pending waiting : pending.all()) {
      if (outbox.isPast(waiting.due())) {
        pending.remove(Reservation.Key.of(waiting.offer()));
        answer(waiting.offer());
      }
    }
  }

  /** Frees every slot: no award will be taken any more. */
  void releaseAll() {
    pending.clear();
    for (Reservation held : List.copyOf(reservations.values())) {
      release(held, WorkerReport.Cause.EXPIRED);
    }
  }

  /** When the next slot frees itself, or the next offer is answered. */
  Optional<Instant> nextDeadline() {
    return Stream.concat(
            reservations.values().stream().map(Reservation::until), pending.nextDeadline().stream())
        .min(Instant::compareTo);
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
   * Whether a job would start at once, as far as is known: a slot that is held for a bid is free
   * all the same in most cases, since most bids are not chosen.
   */
  private boolean couldStart(WorkType type) {
    return seatFor(type).isPresent() && startsIn(type).isZero();
  }

  private Duration startsIn(WorkType type) {
    return ledger.hasRoomFor(type, Seat.SLOT) ? Duration.ZERO : desk.expectedWait(type);
  }

  /** A slot, else a place in the queue. */
  private Optional<Seat> seatFor(WorkType type) {
    return Stream.of(Seat.SLOT, Seat.QUEUE)
        .filter(seat -> ledger.hasRoomFor(type, seat))
        .findFirst();
  }

  private int heldFor(PeerId requester) {
    return reservations.values().stream()
        .filter(held -> held.requester().equals(requester))
        .mapToInt(Reservation::units)
        .sum();
  }

  private Optional<Objection> objectionTo(Offer offer) {
    PeerId requester = offer.requester();
    return Objection.onPrinciple(offer, config, desk.isDraining())
        .or(
            () ->
                seatFor(offer.type()).isEmpty() ? Optional.of(Objection.busy()) : Optional.empty())
        .or(
            () ->
                Objection.byShare(
                    config.requesters(), heldFor(requester), desk.attemptsOf(requester)));
  }

  private void refuse(Offer offer, Objection objection) {
    Refusal refusal = new Refusal(offer.id(), self, objection.reason(), objection.detail());
    outbox.emit(new WorkerEffect.SendRefusal(offer.requester(), refusal));
    outbox.report(new WorkerReport.Refused(offer.id(), objection.reason()));
  }

  private Reservation reserve(Offer offer, Seat seat, boolean renews) {
    int units = Math.min(offer.units(), ledger.room(offer.type(), seat));
    units = Math.min(units, allowance(offer.requester()));
    Reservation held =
        new Reservation(
            ReservationId.draw(random),
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
    memory.remember(offer.requester(), held.id(), Promise.of(offer, units, seat), outbox.now());
    if (!renews) {
      outbox.report(new WorkerReport.Reserved(offer.id()));
    }
    return held;
  }

  private int allowance(PeerId requester) {
    RequesterRules rules = config.requesters();
    int held = heldFor(requester);
    return Math.min(
        rules.reservationsMax() - held, rules.seatsMax() - held - desk.attemptsOf(requester));
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
