package io.grapevine.libp2p.gossip;

import io.grapevine.libp2p.peer.PeerId;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Watches one id of each IWANT: a peer that advertised a message and does not send it when asked
 * wastes our time, which counts as misbehaviour. Any copy of the message settles all promises of
 * it.
 */
final class GossipPromises {

  private final int capacity;
  private final Map<MessageId, Map<PeerId, Instant>> promises = new LinkedHashMap<>();
  private int size;

  /**
   * @param capacity promises watched; more are not, which only spares a liar
   */
  GossipPromises(int capacity) {
    this.capacity = capacity;
  }

  /** Expects the message from the peer before the time; an earlier promise of it stays. */
  void expect(MessageId id, PeerId peer, Instant before) {
    if (size >= capacity) {
      return;
    }
    Map<PeerId, Instant> peers = promises.computeIfAbsent(id, _ -> new LinkedHashMap<>());
    if (peers.putIfAbsent(peer, before) == null) {
      size++;
    }
  }

  /** The message came, from whomever. */
  void fulfilled(MessageId id) {
    Map<PeerId, Instant> kept = promises.remove(id);
    if (kept != null) {
      size -= kept.size();
    }
  }

  /** Promises of a peer that is gone no longer matter. */
  void forget(PeerId peer) {
    Iterator<Map<PeerId, Instant>> each = promises.values().iterator();
    while (each.hasNext()) {
      Map<PeerId, Instant> peers = each.next();
      if (peers.remove(peer) != null) {
        size--;
      }
      if (peers.isEmpty()) {
        each.remove();
      }
    }
  }

  /** Takes out the promises that are overdue and counts them by peer. */
  Map<PeerId, Integer> takeBroken(Instant now) {
    Map<PeerId, Integer> broken = new LinkedHashMap<>();
    Iterator<Map<PeerId, Instant>> each = promises.values().iterator();
    while (each.hasNext()) {
      Map<PeerId, Instant> peers = each.next();
      peers
          .entrySet()
          .removeIf(
              promise -> {
                boolean overdue = promise.getValue().isBefore(now);
                if (overdue) {
                  broken.merge(promise.getKey(), 1, Integer::sum);
                  size--;
                }
                return overdue;
              });
      if (peers.isEmpty()) {
        each.remove();
      }
    }
    return broken;
  }

  int size() {
    return size;
  }
}
