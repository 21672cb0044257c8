package io.grapevine.libp2p.pubsub;

import io.grapevine.libp2p.gossip.GossipMessage;
import io.grapevine.libp2p.gossip.RpcEncoder;
import io.grapevine.libp2p.peer.PeerId;
import java.io.IOException;
import java.io.OutputStream;

/** A message on its way out: one head and one body for all the peers that it goes to. */
final class OutgoingMessage {

  private final PeerId author;
  private final byte[] head;
  private final byte[] body;

  OutgoingMessage(GossipMessage message) {
    author = message.author();
    head = RpcEncoder.frameHead(message);
    body = message.encoded();
  }

  PeerId author() {
    return author;
  }

  int size() {
    return head.length + body.length;
  }

  void writeTo(OutputStream out) throws IOException {
    out.write(head);
    out.write(body);
  }
}
