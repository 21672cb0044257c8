package io.grapevine.worker;

import io.grapevine.job.Load;
import io.grapevine.job.Offer;
import io.grapevine.job.Sampling;
import io.grapevine.libp2p.peer.PeerId;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Offers that a busy worker has heard and not answered: it gives idle ones time to be chosen, and
 * says nothing if they were.
 */
final class PendingAnswers {
  /** Most offers that are held back; further ones are left to others. */
  static final int PENDING_MAX = 1_000;

  /** A worker waits no longer than this share of the bid window. */
  static final int WINDOW_SHARE = 4;

  /** Rounds count from 1 and ties are broken with 0, so no other draw uses this salt. */
  private static final int JITTER_SALT = -1;

  private final PeerId self;
  private final Duration pause;
  private final Map<Reservation.Key, Pending> pending = new LinkedHashMap<>();

  /** An offer, and when it is answered if nothing happens before. */
  record Pending(Offer offer, Instant due) {}

  PendingAnswers(PeerId self, Duration pause) {
    this.self = self;
    this.pause = pause;
  }

  /** Whether busy workers wait at all. */
  boolean isPatient() {
    return pause.isPositive();
  }

  /**
   * Holds an offer back, for longer the more others wait here already. Workers that are equally
   * busy wait for different times.
   *
   * @return false if too many are held back
   */
  boolean add(Offer offer, Load load, Instant now) {
    Reservation.Key key = Reservation.Key.of(offer);
    if (pending.size() >= PENDING_MAX && !pending.containsKey(key)) {
      return false;
    }
    long nanos = pause.toNanos();
    long byLoad = (long) (nanos * ((double) load.queued() / load.slots()));
    long jitter = Long.remainderUnsigned(Sampling.hash(offer.id().job(), JITTER_SALT, self), nanos);
    long most = Math.max(1, offer.bidWindow().toNanos() / WINDOW_SHARE);
    Duration wait = Duration.ofNanos(Math.min(most, nanos + byLoad + jitter));
    pending.put(key, new Pending(offer, now.plus(wait)));
    return true;
  }

  /** Forgets what is held back for the job; empty if nothing is. */
  Optional<Pending> remove(Reservation.Key key) {
    return Optional.ofNullable(pending.remove(key));
  }

  Optional<Pending> find(Reservation.Key key) {
    return Optional.ofNullable(pending.get(key));
  }

  /** All of them, the oldest first. */
  List<Pending> all() {
    return List.copyOf(pending.values());
  }

  boolean isEmpty() {
    return pending.isEmpty();
  }

  void clear() {
    pending.clear();
  }

  Optional<Instant> nextDeadline() {
    return pending.values().stream().map(Pending::due).min(Instant::compareTo);
  }
}
