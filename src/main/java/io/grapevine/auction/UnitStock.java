package io.grapevine.auction;

import io.grapevine.job.Bid;
import io.grapevine.job.JobId;
import io.grapevine.job.JobSpec;
import io.grapevine.job.Load;
import io.grapevine.job.OfferId;
import io.grapevine.libp2p.peer.PeerId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The units of workers that a batch may use: free, handed to a share, or at work for one. */
final class UnitStock {
  private final Ranking ranking;
  private final JobSpec batch;
  private final List<Unit> free = new ArrayList<>();
  private final Map<OfferId, Unit> handed = new LinkedHashMap<>();
  private final Map<JobId, Unit> working = new LinkedHashMap<>();

  /**
   * One slot of a worker.
   *
   * @param bid under which the worker takes an award for it
   * @param bidAt when that came
   * @param until when the worker may have given the slot to somebody else
   */
  record Unit(Bid bid, Instant bidAt, Instant until) {
    PeerId worker() {
      return bid.worker();
    }
  }

  UnitStock(Ranking ranking, JobSpec batch) {
    this.ranking = ranking;
    this.batch = batch;
  }

  /** A new bid, which takes the place of what is left of an earlier one of the same worker. */
  void enter(Bid bid, Instant now, int most) {
    free.removeIf(unit -> unit.worker().equals(bid.worker()));
    // A little less than the worker says, since the award has to travel.
    Instant until = now.plus(bid.validFor().multipliedBy(3).dividedBy(4));
    for (int i = 0; i < Math.min(bid.units(), most); i++) {
      free.add(new Unit(bid, now, until));
    }
  }

  /** Whether a bid of this worker that is at least as late is known. */
  boolean isOvertaken(Bid bid) {
    return free.stream()
        .anyMatch(
            unit ->
                unit.worker().equals(bid.worker())
                    && unit.bid().offer().round() >= bid.offer().round());
  }

  /**
   * Hands the best unit to a share, by the policy of the batch. To the ranking, units of a bid that
   * the batch uses already are load of their worker, which the bid could not know of.
   */
  Optional<Unit> hand(OfferId ask, Instant now) {
    Map<PeerId, Unit> candidates = new LinkedHashMap<>();
    free.forEach(unit -> candidates.putIfAbsent(unit.worker(), unit));
    if (candidates.isEmpty()) {
      return Optional.empty();
    }
    List<Bid> bids = candidates.values().stream().map(unit -> loaded(unit.bid())).toList();
    Bid best = ranking.choose(bids, batch, now);
    Unit unit = Objects.requireNonNull(candidates.get(best.worker()));
    free.remove(unit);
    handed.put(ask, unit);
    return Optional.of(unit);
  }

  Optional<Unit> handed(OfferId ask) {
    return Optional.ofNullable(handed.get(ask));
  }

  /** The share does not need what it was handed. */
  void takeBack(OfferId ask) {
    Unit unit = handed.remove(ask);
    if (unit != null) {
      free.add(unit);
    }
  }

  /** The share is awarded to what it was handed. */
  void employ(OfferId ask, PeerId worker) {
    Unit unit = handed.get(ask);
    if (unit != null && unit.worker().equals(worker)) {
      handed.remove(ask);
      working.put(ask.job(), unit);
    }
  }

  /** The share is over: what it was handed is free again. */
  void release(JobId share) {
    working.remove(share);
    List.copyOf(handed.keySet()).stream()
        .filter(ask -> ask.job().equals(share))
        .forEach(this::takeBack);
  }

  /** The worker of this share has a free slot again, which it gives to the next award. */
  void reuse(JobId share, Instant until) {
    Unit unit = working.get(share);
    if (unit != null) {
      free.add(new Unit(unit.bid(), unit.bidAt(), until));
    }
  }

  Optional<Unit> working(JobId share) {
    return Optional.ofNullable(working.get(share));
  }

  /** A worker that works on the batch now. */
  Optional<PeerId> anyWorking() {
    return working.values().stream().map(Unit::worker).findFirst();
  }

  void expire(Instant now) {
    free.removeIf(unit -> !now.isBefore(unit.until()));
  }

  /**
   * Forgets the free units of workers of which none is handed out, and says which bids they were.
   */
  Set<Bid> clear() {
    Set<Bid> bids = new LinkedHashSet<>();
    for (Unit unit : List.copyOf(free)) {
      if (handed.values().stream().noneMatch(other -> other.worker().equals(unit.worker()))) {
        free.remove(unit);
        bids.add(unit.bid());
      }
    }
    return bids;
  }

  int free() {
    return free.size();
  }

  Optional<Instant> nextExpiry() {
    return free.stream().map(Unit::until).min(Comparator.naturalOrder());
  }

  private Bid loaded(Bid bid) {
    Load said = bid.load();
    Load load =
        new Load(
            said.running() + use(bid),
            said.reserved(),
            said.queued(),
            said.slots(),
            said.cpu(),
            said.memory());
    return new Bid(
        bid.offer(),
        bid.worker(),
        bid.reservation(),
        load,
        bid.validFor(),
        bid.startsIn(),
        bid.attributes(),
        bid.units());
  }

  private int use(Bid bid) {
    return (int)
        Stream.concat(working.values().stream(), handed.values().stream())
            .filter(unit -> unit.bid().equals(bid))
            .count();
  }
}
