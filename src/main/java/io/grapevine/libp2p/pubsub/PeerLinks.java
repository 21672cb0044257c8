package io.grapevine.libp2p.pubsub;

import io.grapevine.libp2p.gossip.Event;
import io.grapevine.libp2p.gossip.GossipConfig;
import io.grapevine.libp2p.gossip.ProtocolVersion;
import io.grapevine.libp2p.host.PeerListener;
import io.grapevine.libp2p.peer.PeerId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The links to all connected peers. Coming and going is serialised, so that the router hears of it
 * in the order in which it happened.
 */
final class PeerLinks implements PeerListener {

  private final Network network;
  private final RouterLoop router;
  private final GossipConfig config;
  private final PubSubObserver observer;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<PeerId, PeerLink> links = new ConcurrentHashMap<>();
  private boolean closed;

  PeerLinks(Network network, RouterLoop router, GossipConfig config, PubSubObserver observer) {
    this.network = network;
    this.router = router;
    this.config = config;
    this.observer = observer;
  }

  @Nullable PeerLink get(PeerId peer) {
    return links.get(peer);
  }

  @Override
  public void peerConnected(PeerId peer) {
    lock.lock();
    try {
      if (closed || links.containsKey(peer)) {
        return;
      }
      Network.Origin origin = network.origin(peer);
      router.post(new Event.PeerConnected(peer, origin.outbound(), origin.address()));
      PeerLink link = new PeerLink(peer, network, router, config, this::ended, this::dropped);
      links.put(peer, link);
      link.start();
    } finally {
      lock.unlock();
    }
  }

  /** A peer that did not speak pubsub at first may do so now. */
  @Override
  public void peerIdentified(PeerId peer, Set<String> protocols) {
    if (config.peers().exchange()) {
      network
          .signedRecord(peer)
          .ifPresent(envelope -> router.post(new Event.PeerRecorded(peer, envelope)));
    }
    PeerLink link = links.get(peer);
    if (link != null && ProtocolVersion.protocolIds().stream().anyMatch(protocols::contains)) {
      link.poke();
    }
  }

  @Override
  public void peerDisconnected(PeerId peer) {
    lock.lock();
    try {
      // Heard late, when the peer is back already: the link lives on and opens a new stream.
      if (!network.isConnected(peer)) {
        remove(peer);
      }
    } finally {
      lock.unlock();
    }
  }

  void close() {
    lock.lock();
    try {
      closed = true;
      List.copyOf(links.keySet()).forEach(this::remove);
    } finally {
      lock.unlock();
    }
  }

  /** A link has found out by itself that its peer was not connected. */
  private void ended(PeerLink link) {
    lock.lock();
    try {
      if (links.remove(link.peer(), link)) {
        router.post(new Event.PeerDisconnected(link.peer()));
        if (network.isConnected(link.peer())) {
          peerConnected(link.peer());
        }
      }
    } finally {
      lock.unlock();
    }
  }

  private void remove(PeerId peer) {
    PeerLink link = links.remove(peer);
    if (link != null) {
      link.retire();
      router.post(new Event.PeerDisconnected(peer));
    }
  }

  private void dropped() {
    observer.dropped(DropReason.OUTGOING_QUEUE_FULL, 1);
  }
}
