package io.grapevine.libp2p.pubsub;

import io.grapevine.libp2p.gossip.GossipMessage;
import io.grapevine.libp2p.gossip.RpcEncoder;
import java.io.IOException;
import java.io.OutputStream;

/** A message on its way out: one head and one body for all the peers that it goes to. */
final class OutgoingMessage {

  private final byte[] head;
  private final byte[] body;

  OutgoingMessage(GossipMessage message) {
    head = RpcEncoder.frameHead(message);
    body = message.encoded();
  }

  int size() {
    return head.length + body.length;
  }

  void writeTo(OutputStream out) throws IOException {
    out.write(head);
    out.write(body);
  }
}
