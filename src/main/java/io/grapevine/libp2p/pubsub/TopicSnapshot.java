package io.grapevine.libp2p.pubsub;

import io.grapevine.libp2p.peer.PeerId;
import java.util.Set;

/**
 * A topic that this peer has subscribed to, at one moment.
 *
 * @param mesh peers with which its messages are exchanged in full
 * @param subscribers connected peers that have subscribed and can be sent to
 */
public record TopicSnapshot(String topic, Set<PeerId> mesh, Set<PeerId> subscribers) {

  public TopicSnapshot {
    mesh = Set.copyOf(mesh);
    subscribers = Set.copyOf(subscribers);
  }
}
