package io.grapevine.coordination;

import io.grapevine.job.Announcement;
import io.grapevine.job.WorkType;
import io.grapevine.libp2p.peer.PeerId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Peers of which this one has heard lately. Safe for use by many threads. Anybody can announce
 * under any number of identities, so this is for people to look at and never for decisions.
 */
final class PeerDirectory {
  private final PeerId self;
  private final int sizeMax;
  private final Duration timeToLive;

  /** In the order of their latest announcements. */
  private final LinkedHashMap<PeerId, KnownPeer> peers = new LinkedHashMap<>();

  /**
   * @param sizeMax most peers kept; the one unheard of for the longest time goes first, this peer
   *     never
   * @param timeToLive after which a silent peer is forgotten
   */
  PeerDirectory(PeerId self, int sizeMax, Duration timeToLive) {
    this.self = self;
    this.sizeMax = sizeMax;
    this.timeToLive = timeToLive;
  }

  synchronized void heard(Announcement announcement, Instant now) {
    PeerId peer = announcement.peer();
    peers.remove(peer);
    peers.put(peer, new KnownPeer(announcement, now, peer.equals(self)));
    forgetSilent(now);
    if (peers.size() > sizeMax) {
      peers.keySet().stream()
          .filter(known -> !known.equals(self))
          .findFirst()
          .ifPresent(peers::remove);
    }
  }

  /** All that are known, in the order of their ids. */
  synchronized List<KnownPeer> all(Instant now) {
    forgetSilent(now);
    List<KnownPeer> all = new ArrayList<>(peers.values());
    all.sort(Comparator.comparing(known -> known.announcement().peer()));
    return all;
  }

  /** How many peers say that they do each work type. */
  synchronized Map<WorkType, Integer> countByType() {
    Map<WorkType, Integer> counts = new HashMap<>();
    for (KnownPeer known : peers.values()) {
      known.announcement().workTypes().forEach(type -> counts.merge(type, 1, Integer::sum));
    }
    return counts;
  }

  synchronized int size() {
    return peers.size();
  }

  private void forgetSilent(Instant now) {
    Instant oldest = now.minus(timeToLive);
    while (!peers.isEmpty() && peers.firstEntry().getValue().lastSeen().isBefore(oldest)) {
      peers.pollFirstEntry();
    }
  }
}
