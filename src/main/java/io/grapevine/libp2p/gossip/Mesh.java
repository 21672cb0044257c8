package io.grapevine.libp2p.gossip;

import io.grapevine.libp2p.peer.PeerId;
import java.util.LinkedHashSet;
import java.util.Set;

/** The peers with which a topic's messages are exchanged in full; all of them writable. */
final class Mesh {

  private final String topic;
  private final Set<PeerId> members = new LinkedHashSet<>();

  Mesh(String topic) {
    this.topic = topic;
  }

  String topic() {
    return topic;
  }

  Set<PeerId> members() {
    return members;
  }

  boolean contains(PeerId peer) {
    return members.contains(peer);
  }

  int size() {
    return members.size();
  }
}
