package io.grapevine.libp2p.fuzz;

import io.grapevine.libp2p.gossip.DecodedMessage;
import io.grapevine.libp2p.gossip.ExchangedPeer;
import io.grapevine.libp2p.gossip.GossipMessage;
import io.grapevine.libp2p.gossip.MessageId;
import io.grapevine.libp2p.gossip.Rpc;
import io.grapevine.libp2p.gossip.RpcDecoder;
import io.grapevine.libp2p.gossip.RpcEncoder;
import io.grapevine.libp2p.gossip.RpcLimits;
import io.grapevine.libp2p.gossip.SignatureCheck;
import io.grapevine.libp2p.multiformats.MalformedException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * The decoder of gossip RPCs: limits hold, checking a signature never fails otherwise than with no,
 * and what was decoded survives being encoded in pieces that keep to the limit.
 */
final class GossipRpcFuzz implements FuzzTarget {

  /** Small enough to be reached; the second one splits what the first one takes. */
  private static final RpcLimits TIGHT =
      Records.with(
          RpcLimits.defaults(),
          Map.of(
              "messagesMax", 8,
              "subscriptionsMax", 8,
              "controlEntriesMax", 8,
              "idsMax", 16,
              "topicBytesMax", 32,
              "idBytesMax", 40));

  private static final RpcLimits SPLITTING = Records.with(TIGHT, Map.of("rpcBytesMax", 256));

  /** Small objects in the number that the limits allow: 4096 messages, 5120 ids, other entries. */
  private static final long ENTRIES_BYTES = 2 << 20;

  @Override
  public String name() {
    return "gossip-rpc";
  }

  @Override
  public int maxBytes() {
    return 64 * 1024;
  }

  @Override
  public void fuzz(byte[] input) throws Exception {
    Cost.bounded(input.length, ENTRIES_BYTES, () -> decodeOnly(input));
    Rpc rpc;
    try {
      rpc = RpcDecoder.decode(input, TIGHT);
    } catch (MalformedException e) {
      return;
    }
    limits(rpc);
    for (DecodedMessage message : rpc.messages()) {
      if (message instanceof GossipMessage whole) {
        SignatureCheck.passes(whole);
        Claims.that(whole.payload().length <= whole.size(), "payload is longer than its message");
      }
    }
    encodedAgain(rpc);
  }

  private static void decodeOnly(byte[] input) {
    try {
      RpcDecoder.decode(input, RpcLimits.defaults());
    } catch (MalformedException expected) {
      Claims.that(input.length > 0, "an empty RPC is sound");
    }
  }

  private static void limits(Rpc rpc) {
    Claims.that(rpc.messages().size() <= TIGHT.messagesMax(), "too many messages");
    Claims.that(rpc.subscriptions().size() <= TIGHT.subscriptionsMax(), "too many subscriptions");
    Claims.that(rpc.grafts().size() <= TIGHT.controlEntriesMax(), "too many GRAFT");
    Claims.that(rpc.prunes().size() <= TIGHT.controlEntriesMax(), "too many PRUNE");
    Claims.that(rpc.ihaves().size() <= TIGHT.controlEntriesMax(), "too many IHAVE");
    int ids = rpc.iwants().size() + rpc.idontwants().size();
    for (Rpc.Ihave ihave : rpc.ihaves()) {
      ids += ihave.ids().size();
    }
    Claims.that(ids <= TIGHT.idsMax(), "too many ids");
  }

  private static void encodedAgain(Rpc rpc) {
    List<Rpc> pieces = new ArrayList<>();
    for (byte[] piece : RpcEncoder.encode(rpc, SPLITTING)) {
      Claims.that(piece.length > 0, "an empty piece");
      try {
        Rpc decoded = RpcDecoder.decode(piece, TIGHT);
        boolean alone = decoded.messages().size() + decoded.prunes().size() == 1;
        Claims.that(piece.length <= SPLITTING.rpcBytesMax() || alone, "a piece is too long");
        pieces.add(decoded);
      } catch (MalformedException e) {
        throw new AssertionError("our own encoding is refused", e);
      }
    }
    Claims.equal(summary(List.of(rpc)), summary(pieces), "RPC after encoding");
  }

  /** Everything that is sent on, in an order that does not depend on how it was split. */
  private static Map<String, List<String>> summary(List<Rpc> rpcs) {
    List<String> messages = new ArrayList<>();
    List<String> subscriptions = new ArrayList<>();
    List<String> links = new ArrayList<>();
    List<String> ids = new ArrayList<>();
    for (Rpc rpc : rpcs) {
      rpc.subscriptions().forEach(s -> subscriptions.add(s.toString()));
      rpc.grafts().forEach(topic -> links.add("graft " + topic));
      rpc.prunes().forEach(prune -> links.add(prune(prune)));
      rpc.ihaves()
          .forEach(have -> have.ids().forEach(id -> ids.add("have " + have.topic() + hex(id))));
      rpc.iwants().forEach(id -> ids.add("want " + hex(id)));
      rpc.idontwants().forEach(id -> ids.add("not " + hex(id)));
      for (DecodedMessage message : rpc.messages()) {
        if (message instanceof GossipMessage whole) {
          messages.add(HexFormat.of().formatHex(whole.encoded()));
        }
      }
    }
    ids.sort(null);
    links.sort(null);
    return Map.of("messages", messages, "subscriptions", subscriptions, "links", links, "ids", ids);
  }

  private static String prune(Rpc.Prune prune) {
    StringBuilder text = new StringBuilder(prune.topic() + ' ' + prune.backoffSeconds());
    for (ExchangedPeer peer : prune.peers()) {
      text.append(' ').append(peer.peer()).append(HexFormat.of().formatHex(peer.signedRecord()));
    }
    return text.toString();
  }

  private static String hex(MessageId id) {
    return HexFormat.of().formatHex(id.toBytes());
  }
}
