package io.grapevine.coordination;

import io.grapevine.libp2p.peer.PeerId;
import java.util.List;

/**
 * How a peer is connected.
 *
 * @param addresses multiaddrs at which it can be dialled, each ending in {@code /p2p/…}
 */
public record NetworkView(
    PeerId peerId, List<String> addresses, List<Connection> connections, List<Topic> topics) {

  /** One connection. */
  public record Connection(PeerId peerId, String address, boolean outbound, String agent) {}

  /**
   * One topic.
   *
   * @param subscribers connected peers that listen
   * @param mesh those among them with which messages are exchanged in full
   */
  public record Topic(String name, List<PeerId> subscribers, List<PeerId> mesh) {}
}
