package io.grapevine.jvmlibp2p;

import io.grapevine.libp2p.identity.PeerRecord;
import io.grapevine.libp2p.multiformats.Multiaddr;
import io.grapevine.libp2p.peer.PeerId;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/**
 * Where other peers can be dialled by their own signed word, and what software they name. The
 * library's own address book has neither bounds nor expiry.
 */
final class Acquaintances {
  private static final int PEERS_MAX = 1_024;

  private final SequencedMap<PeerId, Known> known = new LinkedHashMap<>();
  private final Map<PeerId, Present> present = new HashMap<>();

  private record Known(PeerRecord origin, long expiry) {}

  /** A peer with so many connections. */
  private record Present(int connections, String agent) {}

  /** Keeps the addresses of a record, unless one at least as new is kept. */
  synchronized void remember(PeerRecord origin, Duration life) {
    Known earlier = known.remove(origin.peerId());
    boolean newer = earlier == null || origin.sequence() > earlier.origin().sequence();
    known.putLast(
        origin.peerId(), newer ? new Known(origin, System.nanoTime() + life.toNanos()) : earlier);
    if (known.size() > PEERS_MAX) {
      known.pollFirstEntry();
    }
  }

  synchronized List<Multiaddr> addresses(PeerId peer) {
    Known found = known.get(peer);
    return found != null && found.expiry() - System.nanoTime() > 0
        ? found.origin().addresses()
        : List.of();
  }

  /** A connection was made. */
  synchronized void met(PeerId peer) {
    present.merge(
        peer,
        new Present(1, ""),
        (before, _) -> new Present(before.connections() + 1, before.agent()));
  }

  /** What a connected peer calls its software. */
  synchronized void identified(PeerId peer, String agent) {
    present.computeIfPresent(peer, (_, before) -> new Present(before.connections(), agent));
  }

  /** A connection is gone. */
  synchronized void lost(PeerId peer) {
    present.computeIfPresent(
        peer,
        (_, before) ->
            before.connections() == 1
                ? null
                : new Present(before.connections() - 1, before.agent()));
  }

  /** Empty if the peer has not said. */
  synchronized String agent(PeerId peer) {
    Present found = present.get(peer);
    return found == null ? "" : found.agent();
  }
}
