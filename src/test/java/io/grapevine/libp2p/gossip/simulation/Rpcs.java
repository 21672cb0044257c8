package io.grapevine.libp2p.gossip.simulation;

import io.grapevine.libp2p.gossip.DecodedMessage;
import io.grapevine.libp2p.gossip.GossipMessage;
import io.grapevine.libp2p.gossip.MessageId;
import io.grapevine.libp2p.gossip.Rpc;
import io.grapevine.libp2p.gossip.RpcEncoder;
import io.grapevine.libp2p.gossip.RpcLimits;
import java.util.List;
import java.util.Optional;

/** RPCs of one part each, for those who write by hand and for counting bytes. */
final class Rpcs {

  private static final RpcLimits LIMITS = RpcLimits.defaults();

  private Rpcs() {}

  static Rpc messages(List<DecodedMessage> messages) {
    return new Rpc(List.of(), messages, List.of(), List.of(), List.of(), List.of(), List.of());
  }

  static Rpc subscriptions(List<Rpc.Subscription> subscriptions) {
    return new Rpc(subscriptions, List.of(), List.of(), List.of(), List.of(), List.of(), List.of());
  }

  static Rpc ihaves(List<Rpc.Ihave> ihaves) {
    return new Rpc(List.of(), List.of(), ihaves, List.of(), List.of(), List.of(), List.of());
  }

  static Rpc iwants(List<MessageId> ids) {
    return new Rpc(List.of(), List.of(), List.of(), ids, List.of(), List.of(), List.of());
  }

  static Rpc grafts(List<String> topics) {
    return new Rpc(List.of(), List.of(), List.of(), List.of(), topics, List.of(), List.of());
  }

  static Rpc prunes(List<Rpc.Prune> prunes) {
    return new Rpc(List.of(), List.of(), List.of(), List.of(), List.of(), prunes, List.of());
  }

  static Rpc idontwants(List<MessageId> ids) {
    return new Rpc(List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), ids);
  }

  static List<byte[]> encode(Rpc rpc) {
    return RpcEncoder.encode(rpc, LIMITS);
  }

  /** Counts the parts of an RPC; the tags that parts share are counted for each. */
  static void count(Rpc rpc, Tally tally) {
    count(tally, Tally.Part.SUBSCRIPTION, rpc.subscriptions(), subscriptions(rpc.subscriptions()));
    count(tally, Tally.Part.MESSAGE, rpc.messages(), messages(rpc.messages()));
    count(tally, Tally.Part.IWANT, rpc.iwants(), iwants(rpc.iwants()));
    count(tally, Tally.Part.GRAFT, rpc.grafts(), grafts(rpc.grafts()));
    count(tally, Tally.Part.PRUNE, rpc.prunes(), prunes(rpc.prunes()));
    count(tally, Tally.Part.IDONTWANT, rpc.idontwants(), idontwants(rpc.idontwants()));
    List<MessageId> advertised = rpc.ihaves().stream().flatMap(i -> i.ids().stream()).toList();
    count(tally, Tally.Part.IHAVE, advertised, ihaves(rpc.ihaves()));
  }

  private static void count(Tally tally, Tally.Part part, List<?> entries, Rpc alone) {
    if (!entries.isEmpty()) {
      tally.sent(part, entries.size(), bytes(encode(alone)));
    }
  }

  static long bytes(List<byte[]> encoded) {
    return encoded.stream().mapToLong(rpc -> rpc.length).sum();
  }

  /** The first message of an RPC that is well-formed. */
  static Optional<GossipMessage> message(Rpc rpc) {
    for (DecodedMessage message : rpc.messages()) {
      if (message instanceof GossipMessage valid) {
        return Optional.of(valid);
      }
    }
    return Optional.empty();
  }
}
