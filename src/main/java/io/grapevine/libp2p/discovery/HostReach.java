package io.grapevine.libp2p.discovery;

import io.grapevine.libp2p.host.ConnectionSnapshot;
import io.grapevine.libp2p.host.Host;
import io.grapevine.libp2p.host.PeerListener;
import io.grapevine.libp2p.host.PeerStore;
import io.grapevine.libp2p.multiformats.Multiaddr;
import io.grapevine.libp2p.peer.PeerId;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** A host as discovery sees it. */
final class HostReach implements Reach {
  /** Most peers named as known at a time; those heard of last come first. */
  static final int KNOWN_MAX = 128;

  /** Configured peers that are spared when connections are given up, at most. */
  private static final int KEPT_MAX = 64;

  private static final String TAG = "bootstrap";

  private final Host host;
  private final LinkedHashSet<PeerId> kept = new LinkedHashSet<>();

  HostReach(Host host) {
    this.host = host;
  }

  @Override
  public PeerId self() {
    return host.peerId();
  }

  @Override
  public List<Multiaddr> ownAddresses() {
    return host.addresses();
  }

  @Override
  public Contacts contacts() {
    Set<Multiaddr> places = new HashSet<>(host.addresses());
    for (ConnectionSnapshot connection : host.connections()) {
      Optional<InetAddress> from = connection.address().ip();
      host.peerStore().addresses(connection.peer()).stream()
          .filter(claimed -> from.isPresent() && claimed.ip().equals(from))
          .forEach(places::add);
    }
    return new Contacts(host.peerId(), host.connectedPeers(), places);
  }

  /**
   * Peers that were identified once and are not connected now, while their addresses live. Where a
   * peer names an address of this host, as it does with a loopback one in a container, somebody
   * else would answer.
   */
  @Override
  public List<Candidate> known() {
    PeerStore store = host.peerStore();
    Set<Multiaddr> own = Set.copyOf(host.addresses());
    return store.peers().reversed().stream()
        .filter(peer -> !store.protocols(peer).isEmpty() && !host.isConnected(peer))
        .map(
            peer ->
                Candidate.ofPeer(
                    peer,
                    store.addresses(peer).stream().filter(place -> !own.contains(place)).toList(),
                    Source.KNOWN))
        .filter(candidate -> !candidate.addresses().isEmpty())
        .limit(KNOWN_MAX)
        .toList();
  }

  @Override
  public PeerId dial(Dial dial, Duration limit) throws IOException {
    PeerId who =
        switch (dial.target()) {
          case Target.ToAddress(Multiaddr address) -> host.connect(address, limit);
          case Target.ToPeer(PeerId peer) -> {
            host.connect(peer, dial.addresses(), limit);
            yield peer;
          }
        };
    if (dial.configured()) {
      keep(who);
    }
    return who;
  }

  /** Spares a configured peer when connections are given up; the last so many of them. */
  private synchronized void keep(PeerId peer) {
    kept.remove(peer);
    kept.add(peer);
    host.protect(peer, TAG);
    if (kept.size() > KEPT_MAX) {
      host.unprotect(kept.removeFirst(), TAG);
    }
  }

  @Override
  public void onLost(Consumer<PeerId> listener) {
    host.addListener(
        new PeerListener() {
          @Override
          public void peerDisconnected(PeerId peer) {
            listener.accept(peer);
          }
        });
  }
}
