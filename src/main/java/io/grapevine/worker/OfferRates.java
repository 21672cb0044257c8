package io.grapevine.worker;

import io.grapevine.libp2p.peer.PeerId;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * Lets each requester have so many offers answered per second on average, and as many at once: a
 * bucket of tokens that fills up evenly.
 */
final class OfferRates {
  /** Most requesters that are followed; one that is forgotten begins with a full bucket. */
  static final int REQUESTERS_MAX = 1_000;

  private final int perSecond;
  private final Map<PeerId, Bucket> buckets = new BoundedMap<>(REQUESTERS_MAX);

  private record Bucket(double tokens, Instant at) {}

  OfferRates(int perSecond) {
    this.perSecond = perSecond;
  }

  /** Takes a token; false if there is none. */
  boolean admits(PeerId requester, Instant now) {
    // Taken out and put in again, so that those who are silent are forgotten first.
    Bucket before = buckets.remove(requester);
    double tokens = before == null ? perSecond : refilled(before, now);
    boolean enough = tokens >= 1;
    buckets.put(requester, new Bucket(enough ? tokens - 1 : tokens, now));
    return enough;
  }

  private double refilled(Bucket bucket, Instant now) {
    double seconds = Duration.between(bucket.at(), now).toNanos() / 1e9;
    return Math.min(perSecond, bucket.tokens() + seconds * perSecond);
  }
}
