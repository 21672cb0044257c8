package io.grapevine.worker;

import io.grapevine.job.AttemptId;
import io.grapevine.job.ReservationId;
import io.grapevine.libp2p.peer.PeerId;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The promises that this worker made with its bids in this life, and what was spent of them. A
 * promise outlives the seats that were held for it, so that a requester can come back to a bidder
 * when a better one has failed.
 *
 * <p>That no attempt runs twice rests on this: it can only begin on a promise that is remembered
 * and has not been spent on it, and a promise is forgotten with everything that was spent of it and
 * never made anew under the same name.
 */
final class BidMemory {
  /** Most bids that are remembered; the oldest go first. */
  static final int BIDS_MAX = 10_000;

  /** Most attempts of which it is remembered that they are over; the oldest bids go for more. */
  static final int SPENT_MAX = 20_000;

  /** A bid that is older than this is as good as none. */
  static final Duration AGE_MAX = Duration.ofMinutes(10);

  private final Map<Key, Entry> bids = new LinkedHashMap<>();
  private int spentInAll;

  /** Requesters know names of reservations of their own only. */
  private record Key(PeerId requester, ReservationId reservation) {
    static Key of(Assignment assignment) {
      return new Key(assignment.requester(), assignment.reservation());
    }
  }

  private record Entry(Promise promise, Instant until, Set<AttemptId> spent) {}

  void remember(PeerId requester, ReservationId reservation, Promise promise, Instant now) {
    Key key = new Key(requester, reservation);
    bids.put(key, new Entry(promise, now.plus(AGE_MAX), new LinkedHashSet<>()));
    if (bids.size() > BIDS_MAX) {
      forgetOldest();
    }
  }

  /** What the bid was about; empty if there was none, or too long ago. */
  Optional<Promise> recall(PeerId requester, ReservationId reservation, Instant now) {
    return Optional.ofNullable(bids.get(new Key(requester, reservation)))
        .filter(entry -> now.isBefore(entry.until()))
        .map(Entry::promise);
  }

  /** The attempt is over, and is not to begin again. */
  void spend(Assignment assignment) {
    Entry entry = bids.get(Key.of(assignment));
    if (entry != null && entry.spent().add(assignment.attempt())) {
      spentInAll++;
    }
    while (spentInAll > SPENT_MAX) {
      forgetOldest();
    }
  }

  /** Whether the attempt is known to be over. */
  boolean isSpent(Assignment assignment) {
    Entry entry = bids.get(Key.of(assignment));
    return entry != null && entry.spent().contains(assignment.attempt());
  }

  /** How many attempts on this promise are over. */
  int spentOf(PeerId requester, ReservationId reservation) {
    Entry entry = bids.get(new Key(requester, reservation));
    return entry == null ? 0 : entry.spent().size();
  }

  private void forgetOldest() {
    Entry oldest = bids.remove(bids.keySet().iterator().next());
    if (oldest != null) {
      spentInAll -= oldest.spent().size();
    }
  }
}
