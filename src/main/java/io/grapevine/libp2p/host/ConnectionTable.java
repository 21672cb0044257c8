package io.grapevine.libp2p.host;

import io.grapevine.libp2p.peer.PeerId;
import io.grapevine.libp2p.transport.MuxConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * All connections, by peer. Announces the first and the last connection of a peer, in that order
 * even when both happen at once, because events are queued under the lock of the table. Questions
 * need no lock, so a listener may ask them while an announcement waits.
 */
final class ConnectionTable {
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<PeerId, List<PeerLink>> linksByPeer = new ConcurrentHashMap<>();
  private final Map<PeerId, Set<String>> announced = new HashMap<>();
  private final PeerEvents events;
  private volatile Consumer<PeerLink> whenAdded = link -> {};
  private boolean closed;

  ConnectionTable(PeerEvents events) {
    this.events = events;
  }

  /** Tells what the owner does with a connection once it is started. */
  void started(PeerLink link) {
    whenAdded.accept(link);
  }

  /** Adds a connection; false if the host is closing. */
  boolean add(PeerLink link) {
    lock.lock();
    try {
      if (closed) {
        return false;
      }
      List<PeerLink> more = new ArrayList<>(links(link.peer()));
      more.add(link);
      more.sort(PeerLink.preferredFirst());
      linksByPeer.put(link.peer(), List.copyOf(more));
      if (more.size() == 1) {
        events.announce(listener -> listener.peerConnected(link.peer()));
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Takes a connection out; false if it was not there. */
  boolean remove(PeerLink link) {
    lock.lock();
    try {
      List<PeerLink> links = linksByPeer.getOrDefault(link.peer(), List.of());
      List<PeerLink> fewer = new ArrayList<>(links);
      if (!fewer.remove(link)) {
        return false;
      }
      if (fewer.isEmpty()) {
        linksByPeer.remove(link.peer());
        announced.remove(link.peer());
        events.announce(listener -> listener.peerDisconnected(link.peer()));
      } else {
        linksByPeer.put(link.peer(), List.copyOf(fewer));
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** What to do with each added connection. */
  void onAdded(Consumer<PeerLink> action) {
    whenAdded = action;
  }

  /** Announces what a peer speaks, if that is news and the peer is still connected. */
  void announceIdentified(PeerId peer, Set<String> protocols) {
    lock.lock();
    try {
      if (linksByPeer.containsKey(peer) && !protocols.equals(announced.put(peer, protocols))) {
        events.announce(listener -> listener.peerIdentified(peer, protocols));
      }
    } finally {
      lock.unlock();
    }
  }

  /** The connections of a peer, the one for new streams first. */
  List<PeerLink> links(PeerId peer) {
    return linksByPeer.getOrDefault(peer, List.of());
  }

  Optional<PeerLink> find(MuxConnection connection) {
    return links(connection.remotePeer()).stream()
        .filter(link -> link.connection() == connection)
        .findFirst();
  }

  List<PeerLink> all() {
    return linksByPeer.values().stream().flatMap(List::stream).toList();
  }

  Set<PeerId> peers() {
    return Set.copyOf(linksByPeer.keySet());
  }

  boolean isConnected(PeerId peer) {
    return linksByPeer.containsKey(peer);
  }

  /** Closes all connections with a peer in order, in the background. */
  List<Thread> disconnect(PeerId peer) {
    return links(peer).stream()
        .map(link -> Thread.ofVirtual().name("libp2p-goodbye").start(link.connection()::close))
        .toList();
  }

  /**
   * Takes nothing any more, and closes all connections in order.
   *
   * @param limit longest wait for each
   */
  void close(Duration limit) {
    lock.lock();
    try {
      closed = true;
    } finally {
      lock.unlock();
    }
    List<Thread> goodbyes = peers().stream().flatMap(peer -> disconnect(peer).stream()).toList();
    try {
      for (Thread goodbye : goodbyes) {
        goodbye.join(limit);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
