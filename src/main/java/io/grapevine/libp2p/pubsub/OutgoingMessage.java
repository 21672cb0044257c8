package io.grapevine.libp2p.pubsub;

import io.grapevine.libp2p.gossip.GossipMessage;
import io.grapevine.libp2p.gossip.MessageId;
import io.grapevine.libp2p.gossip.RpcEncoder;
import io.grapevine.libp2p.peer.PeerId;
import java.io.IOException;
import java.io.OutputStream;

/** A message on its way out: one head and one body for all the peers that it goes to. */
final class OutgoingMessage {

  private final MessageId id;
  private final PeerId author;
  private final boolean isCopy;
  private final byte[] head;
  private final byte[] body;

  /**
   * @param isCopy whether others may have it from somebody else as well, so that it is in no hurry
   */
  OutgoingMessage(GossipMessage message, boolean isCopy) {
    this.isCopy = isCopy;
    id = message.id();
    author = message.author();
    head = RpcEncoder.frameHead(message);
    body = message.encoded();
  }

  MessageId id() {
    return id;
  }

  PeerId author() {
    return author;
  }

  boolean isCopy() {
    return isCopy;
  }

  int size() {
    return head.length + body.length;
  }

  void writeTo(OutputStream out) throws IOException {
    out.write(head);
    out.write(body);
  }
}
