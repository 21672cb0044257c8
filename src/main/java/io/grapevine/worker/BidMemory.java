package io.grapevine.worker;

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

  private record Entry(Terms terms, Instant until) {}

  void remember(PeerId requester, OfferId offer, Terms terms, Instant now) {
    Key key = new Key(requester, offer);
    bids.remove(key);
    bids.put(key, new Entry(terms, now.plus(AGE_MAX)));
  }

  /** What the bid was about; empty if there was none, or too long ago. */
  Optional<Terms> recall(PeerId requester, OfferId offer, Instant now) {
    return Optional.ofNullable(bids.get(new Key(requester, offer)))
        .filter(entry -> now.isBefore(entry.until()))
        .map(Entry::terms);
  }
}
