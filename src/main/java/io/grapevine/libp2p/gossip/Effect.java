package io.grapevine.libp2p.gossip;

import io.grapevine.libp2p.peer.PeerId;
import java.util.List;

/**
 * Something that the driver does for the router, in the order of the list. For one peer, control
 * comes before messages: a hello must be the first thing on a stream.
 */
public sealed interface Effect {

  /** Send control to a peer. Holds no messages. May need several RPCs. */
  record SendControl(PeerId peer, Rpc rpc) implements Effect {}

  /** Send a message to peers, each different. May be dropped under load. */
  record SendMessage(GossipMessage message, List<PeerId> peers) implements Effect {

    public SendMessage {
      peers = List.copyOf(peers);
    }
  }

  /** A peer has sent a message itself: what waits to be sent to it of that need not go any more. */
  record PeerHas(PeerId peer, MessageId message) implements Effect {}

  /**
   * Check the signature and ask the topic's validator, then answer with {@link
   * Event.MessageValidated}, always. An accepted message is delivered by whoever validated it.
   *
   * @param from the peer that sent it, not necessarily its author
   */
  record Validate(GossipMessage message, PeerId from) implements Effect {}

  /**
   * Count something.
   *
   * @param topic one that this peer has subscribed to, or empty: never a text that a remote peer
   *     can choose
   */
  record Report(Occurrence occurrence, String topic, int times) implements Effect {}

  /** Close the connections to a peer that does not keep up. */
  record Disconnect(PeerId peer) implements Effect {}

  /**
   * Connect with a peer, if that is possible: a direct one without a record, or one that a PRUNE
   * named, with a record that is not checked yet and must be.
   */
  record Dial(ExchangedPeer peer) implements Effect {}

  /** The mesh of a topic has another size. */
  record MeshChanged(String topic, int size) implements Effect {}
}
