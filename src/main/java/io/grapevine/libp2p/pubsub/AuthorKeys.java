package io.grapevine.libp2p.pubsub;

import io.grapevine.libp2p.gossip.GossipMessage;
import io.grapevine.libp2p.gossip.SignatureCheck;
import io.grapevine.libp2p.identity.PublicKey;
import io.grapevine.libp2p.peer.PeerId;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The keys of authors heard lately, ready for checking: decoding a key costs a sixth of a check. A
 * key is remembered once a message of its owner has proven right. Safe for use by many threads.
 */
final class AuthorKeys {

  private final int max;
  private final Map<PeerId, PublicKey> keys = new LinkedHashMap<>(16, 0.75f, true);

  /**
   * @param max authors remembered; the one not heard for longest goes first
   */
  AuthorKeys(int max) {
    this.max = max;
  }

  /** Whether the author named in the message has signed it. */
  boolean signed(GossipMessage message) {
    Optional<PublicKey> known = find(message.author());
    Optional<PublicKey> proven = SignatureCheck.check(message, known);
    if (known.isEmpty()) {
      proven.ifPresent(key -> remember(message.author(), key));
    }
    return proven.isPresent();
  }

  private synchronized Optional<PublicKey> find(PeerId author) {
    return Optional.ofNullable(keys.get(author));
  }

  private synchronized void remember(PeerId author, PublicKey key) {
    keys.put(author, key);
    if (keys.size() > max) {
      keys.remove(keys.keySet().iterator().next());
    }
  }

  synchronized int size() {
    return keys.size();
  }
}
