package io.grapevine.libp2p.gossip;

import java.util.List;

/**
 * One RPC, the only kind of frame on a pubsub stream.
 *
 * @param subscriptions topics that the sender joins or leaves
 * @param messages published messages, own or forwarded
 * @param ihaves ids that the sender could send
 * @param iwants ids that the sender asks for
 * @param grafts topics in whose mesh the sender takes the receiver
 * @param prunes topics from whose mesh the sender drops the receiver
 * @param idontwants ids that the sender has already
 */
public record Rpc(
    List<Subscription> subscriptions,
    List<DecodedMessage> messages,
    List<Ihave> ihaves,
    List<MessageId> iwants,
    List<String> grafts,
    List<Prune> prunes,
    List<MessageId> idontwants) {

  public Rpc {
    subscriptions = List.copyOf(subscriptions);
    messages = List.copyOf(messages);
    ihaves = List.copyOf(ihaves);
    iwants = List.copyOf(iwants);
    grafts = List.copyOf(grafts);
    prunes = List.copyOf(prunes);
    idontwants = List.copyOf(idontwants);
  }

  /** A topic joined ({@code subscribe}) or left. */
  public record Subscription(String topic, boolean subscribe) {}

  /** Ids of recent messages on a topic. */
  public record Ihave(String topic, List<MessageId> ids) {

    public Ihave {
      ids = List.copyOf(ids);
    }
  }

  /**
   * A mesh left.
   *
   * @param backoffSeconds how long no GRAFT is welcome, an unsigned 64-bit number as it came; 0
   *     when the field is absent
   * @param peers other members of the topic
   */
  public record Prune(String topic, long backoffSeconds, List<ExchangedPeer> peers) {

    public Prune {
      peers = List.copyOf(peers);
    }

    /** Without other members. */
    Prune(String topic, long backoffSeconds) {
      this(topic, backoffSeconds, List.of());
    }
  }
}
