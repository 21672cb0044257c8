package io.grapevine.libp2p.host;

import io.grapevine.libp2p.peer.PeerId;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/**
 * Whose connections are not given up: protected peers never, preferred ones last. A peer may be
 * protected for several reasons, each with its own tag. Bounded by those who protect, since no
 * remote can cause an entry by itself.
 */
final class Protection {
  private final ConcurrentMap<PeerId, Set<String>> tags = new ConcurrentHashMap<>();
  private final List<Supplier<Set<PeerId>>> preferences = new CopyOnWriteArrayList<>();

  void protect(PeerId peer, String tag) {
    tags.compute(
        peer,
        (_, known) -> {
          Set<String> more = known == null ? new HashSet<>() : known;
          more.add(tag);
          return more;
        });
  }

  void unprotect(PeerId peer, String tag) {
    tags.computeIfPresent(
        peer,
        (_, known) -> {
          known.remove(tag);
          return known.isEmpty() ? null : known;
        });
  }

  boolean isProtected(PeerId peer) {
    return tags.containsKey(peer);
  }

  void prefer(Supplier<Set<PeerId>> peers) {
    preferences.add(peers);
  }

  /** All that somebody prefers now. */
  Set<PeerId> preferred() {
    Set<PeerId> all = new HashSet<>();
    preferences.forEach(peers -> all.addAll(peers.get()));
    return all;
  }
}
