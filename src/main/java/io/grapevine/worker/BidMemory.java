package io.grapevine.worker;

import io.grapevine.job.Offer;
import io.grapevine.job.OfferId;
import io.grapevine.libp2p.peer.PeerId;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * For which offers this worker bid. Outlives the reservation, so that a requester can come back to
 * a bidder when a better one has failed.
 */
final class BidMemory {
  /** Most bids that are remembered; the oldest go first. */
  static final int BIDS_MAX = 10_000;

  /** A bid that is older than this is as good as none. */
  static final Duration AGE_MAX = Duration.ofMinutes(10);

  private final Map<Key, Entry> bids = new BoundedMap<>(BIDS_MAX);

  private record Key(PeerId requester, OfferId offer) {}

  private record Entry(Promise promise, Instant until) {}

  void remember(Offer offer, Promise promise, Instant now) {
    Key key = new Key(offer.requester(), offer.id());
    bids.remove(key);
    bids.put(key, new Entry(promise, now.plus(AGE_MAX)));
  }

  /** What the bid was about; empty if there was none, or too long ago. */
  Optional<Promise> recall(PeerId requester, OfferId offer, Instant now) {
    return Optional.ofNullable(bids.get(new Key(requester, offer)))
        .filter(entry -> now.isBefore(entry.until()))
        .map(Entry::promise);
  }
}
