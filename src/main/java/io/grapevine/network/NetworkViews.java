package io.grapevine.network;

import io.grapevine.coordination.NetworkView;
import io.grapevine.libp2p.host.Host;
import io.grapevine.libp2p.pubsub.PubSub;
import io.grapevine.libp2p.pubsub.TopicSnapshot;
import java.util.List;

/** Puts together how a peer is connected. */
final class NetworkViews {
  private NetworkViews() {}

  static NetworkView of(Host host, PubSub pubSub) {
    List<String> addresses =
        host.addresses().stream().map(address -> address + "/p2p/" + host.peerId()).toList();
    List<NetworkView.Connection> connections =
        host.connections().stream()
            .map(
                connection ->
                    new NetworkView.Connection(
                        connection.peer(),
                        connection.address().toString(),
                        connection.outbound(),
                        host.peerStore().agent(connection.peer())))
            .toList();
    List<NetworkView.Topic> topics = pubSub.topics().stream().map(NetworkViews::topic).toList();
    return new NetworkView(host.peerId(), addresses, connections, topics);
  }

  private static NetworkView.Topic topic(TopicSnapshot topic) {
    return new NetworkView.Topic(
        topic.topic(),
        topic.subscribers().stream().sorted().toList(),
        topic.mesh().stream().sorted().toList());
  }
}
