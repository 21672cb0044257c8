package io.grapevine.rest.model;

import io.grapevine.coordination.NetworkView;
import io.grapevine.libp2p.peer.PeerId;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;

/** How this peer is connected. */
@Schema(name = "Network", description = "How this peer is connected.")
public record NetworkState(
    @Schema(description = "This peer.") String peerId,
    @Schema(description = "Multiaddrs at which it can be dialled.") List<String> addresses,
    List<Connection> connections,
    List<Topic> topics) {

  /** The view of the network. */
  public static NetworkState of(NetworkView view) {
    return new NetworkState(
        view.peerId().toString(),
        view.addresses(),
        view.connections().stream().map(Connection::of).toList(),
        view.topics().stream().map(Topic::of).toList());
  }

  /** One connection. */
  @Schema(name = "Connection", description = "A connection to another peer.")
  public record Connection(
      @Schema(description = "Who is at the other end.") String peerId,
      @Schema(description = "Multiaddr of the other end.") String address,
      @Schema(description = "Whether this peer dialled.") boolean outbound,
      @Schema(description = "What the other peer says it runs.") String agent) {
    static Connection of(NetworkView.Connection connection) {
      return new Connection(
          connection.peerId().toString(),
          connection.address(),
          connection.outbound(),
          connection.agent());
    }
  }

  /** One topic. */
  @Schema(name = "Topic", description = "A topic of the gossip.")
  public record Topic(
      String name,
      @Schema(description = "Connected peers that listen.") List<String> subscribers,
      @Schema(description = "Those with which messages are exchanged in full.") List<String> mesh) {
    static Topic of(NetworkView.Topic topic) {
      return new Topic(
          topic.name(),
          topic.subscribers().stream().map(PeerId::toString).toList(),
          topic.mesh().stream().map(PeerId::toString).toList());
    }
  }
}
