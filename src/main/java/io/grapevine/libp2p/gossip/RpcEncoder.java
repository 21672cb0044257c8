package io.grapevine.libp2p.gossip;

import io.grapevine.libp2p.multiformats.UnsignedVarint;
import io.grapevine.libp2p.protobuf.ProtobufWriter;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes RPCs, split so that none passes the limit: an oversized hello makes the other side close
 * the stream, and the next stream starts with the same hello. An entry is never torn apart, but a
 * long list of ids becomes several entries.
 */
public final class RpcEncoder {

  private static final int SUBSCRIPTIONS = 1;
  private static final int PUBLISH = 2;

  /** Tag of field {@link #PUBLISH}: number shifted by three, wire type 2. */
  private static final byte PUBLISH_TAG = PUBLISH << 3 | 2;

  /** Tag and longest length around an entry. */
  private static final int WRAPPING = 6;

  private final int limit;
  private final List<byte[]> encoded = new ArrayList<>();
  private ProtobufWriter top = new ProtobufWriter();
  private ProtobufWriter control = new ProtobufWriter();

  private RpcEncoder(int limit) {
    this.limit = limit;
  }

  /** The RPC in as many pieces as needed, none of them empty or above the limit. */
  public static List<byte[]> encode(Rpc rpc, RpcLimits limits) {
    RpcEncoder encoder = new RpcEncoder(limits.rpcBytesMax());
    encoder.subscriptions(rpc);
    encoder.grafts(rpc);
    encoder.idLists(rpc);
    for (DecodedMessage message : rpc.messages()) {
      if (message instanceof GossipMessage valid) {
        encoder.top(PUBLISH, valid.encoded());
      }
    }
    encoder.finish();
    return encoder.encoded;
  }

  /**
   * What stands in front of {@link GossipMessage#encoded()} when it is sent alone: the frame's
   * length, the field's tag, the message's length. The message itself is not copied for each peer.
   */
  public static byte[] frameHead(GossipMessage message) {
    int size = message.size();
    int rpcBytes = rpcBytes(message);
    ByteBuffer head = ByteBuffer.allocate(UnsignedVarint.sizeOf(rpcBytes) + rpcBytes - size);
    UnsignedVarint.write(rpcBytes, head);
    head.put(PUBLISH_TAG);
    UnsignedVarint.write(size, head);
    return head.array();
  }

  /** Bytes of an RPC that holds nothing but the message, without the frame's length. */
  public static int rpcBytes(GossipMessage message) {
    return 1 + UnsignedVarint.sizeOf(message.size()) + message.size();
  }

  private void subscriptions(Rpc rpc) {
    for (Rpc.Subscription subscription : rpc.subscriptions()) {
      ProtobufWriter entry = new ProtobufWriter();
      entry.bool(1, subscription.subscribe()).string(2, subscription.topic());
      top(SUBSCRIPTIONS, entry.toByteArray());
    }
  }

  private void grafts(Rpc rpc) {
    for (String topic : rpc.grafts()) {
      control(3, new ProtobufWriter().string(1, topic));
    }
    for (Rpc.Prune prune : rpc.prunes()) {
      ProtobufWriter entry = new ProtobufWriter().string(1, prune.topic());
      for (ExchangedPeer peer : prune.peers()) {
        entry.message(2, exchanged(peer));
      }
      if (prune.backoffSeconds() != 0) {
        entry.varint(3, prune.backoffSeconds());
      }
      control(4, entry);
    }
  }

  private static ProtobufWriter exchanged(ExchangedPeer peer) {
    ProtobufWriter entry = new ProtobufWriter().bytes(1, peer.peer().toBytes());
    return peer.signedRecord().length == 0 ? entry : entry.bytes(2, peer.signedRecord());
  }

  private void idLists(Rpc rpc) {
    for (Rpc.Ihave ihave : rpc.ihaves()) {
      ids(1, 2, ihave.ids(), ihave.topic());
    }
    ids(2, 1, rpc.iwants(), "");
    ids(5, 1, rpc.idontwants(), "");
  }

  private void ids(int entryField, int idField, List<MessageId> ids, String topic) {
    ProtobufWriter entry = start(topic);
    int empty = entry.size();
    for (MessageId id : ids) {
      int bytes = id.toBytes().length + WRAPPING;
      if (entry.size() > empty && entry.size() + bytes > limit / 2) {
        control(entryField, entry);
        entry = start(topic);
      }
      entry.bytes(idField, id.toBytes());
    }
    if (entry.size() > empty) {
      control(entryField, entry);
    }
  }

  private static ProtobufWriter start(String topic) {
    ProtobufWriter entry = new ProtobufWriter();
    return topic.isEmpty() ? entry : entry.string(1, topic);
  }

  private void control(int field, ProtobufWriter entry) {
    makeRoom(entry.size());
    control.message(field, entry);
  }

  private void top(int field, byte[] entry) {
    makeRoom(entry.length);
    top.bytes(field, entry);
  }

  private void makeRoom(int more) {
    if (top.size() + control.size() + more + 2 * WRAPPING > limit) {
      finish();
    }
  }

  private void finish() {
    if (control.size() > 0) {
      top.message(3, control);
    }
    if (top.size() > 0) {
      encoded.add(top.toByteArray());
    }
    top = new ProtobufWriter();
    control = new ProtobufWriter();
  }
}
