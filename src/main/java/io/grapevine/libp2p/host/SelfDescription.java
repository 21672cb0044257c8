package io.grapevine.libp2p.host;

import io.grapevine.libp2p.identity.KeyPair;
import io.grapevine.libp2p.identity.PeerRecord;
import io.grapevine.libp2p.identity.SignedEnvelope;
import io.grapevine.libp2p.multiformats.Multiaddr;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * This host's own addresses and the signed record of them. The sequence of the record starts from
 * the wall clock, so that it grows across restarts.
 */
final class SelfDescription {
  /** Enough for any number of interfaces, and small enough for one Identify message. */
  private static final int MAX_ADDRESSES = 24;

  private final KeyPair keyPair;
  private final InstantSource clock;
  private volatile Published published;

  /** Addresses and the record that holds the same. */
  record Published(List<Multiaddr> addresses, long sequence, SignedEnvelope envelope) {}

  SelfDescription(KeyPair keyPair, InstantSource clock) {
    this.keyPair = keyPair;
    this.clock = clock;
    this.published = sign(List.of(), 0);
  }

  Published published() {
    return published;
  }

  KeyPair keyPair() {
    return keyPair;
  }

  synchronized void addresses(List<Multiaddr> addresses) {
    List<Multiaddr> kept = addresses.subList(0, Math.min(addresses.size(), MAX_ADDRESSES));
    published = sign(List.copyOf(kept), published.sequence);
  }

  private Published sign(List<Multiaddr> addresses, long previous) {
    long fromClock = TimeUnit.MILLISECONDS.toNanos(clock.millis());
    long sequence = Math.max(previous + 1, fromClock);
    PeerRecord content = new PeerRecord(keyPair.peerId(), sequence, addresses);
    return new Published(addresses, sequence, content.seal(keyPair));
  }
}
