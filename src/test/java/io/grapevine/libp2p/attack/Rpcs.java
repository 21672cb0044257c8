package io.grapevine.libp2p.attack;

import io.grapevine.libp2p.protobuf.ProtobufWriter;
import java.util.List;

/** RPCs of GossipSub, written by hand so that no limit of ours is in the way. */
final class Rpcs {
  private static final int IHAVE = 1;
  private static final int IWANT = 2;
  private static final int GRAFT = 3;
  private static final int PRUNE = 4;
  private static final int IDONTWANT = 5;

  private Rpcs() {}

  static byte[] subscription(boolean subscribe, String topic) {
    return new ProtobufWriter().message(1, subscriptionEntry(subscribe, topic)).toByteArray();
  }

  /** One RPC with a subscription to each topic. */
  static byte[] subscriptions(List<String> topics) {
    ProtobufWriter rpc = new ProtobufWriter();
    topics.forEach(topic -> rpc.message(1, subscriptionEntry(true, topic)));
    return rpc.toByteArray();
  }

  private static ProtobufWriter subscriptionEntry(boolean subscribe, String topic) {
    return new ProtobufWriter().bool(1, subscribe).string(2, topic);
  }

  static byte[] publish(List<byte[]> messages) {
    ProtobufWriter rpc = new ProtobufWriter();
    messages.forEach(message -> rpc.bytes(2, message));
    return rpc.toByteArray();
  }

  static byte[] ihave(String topic, List<byte[]> ids) {
    return control(IHAVE, ids(new ProtobufWriter().string(1, topic), 2, ids));
  }

  static byte[] iwant(List<byte[]> ids) {
    return control(IWANT, ids(new ProtobufWriter(), 1, ids));
  }

  static byte[] idontwant(List<byte[]> ids) {
    return control(IDONTWANT, ids(new ProtobufWriter(), 1, ids));
  }

  static byte[] graft(String topic) {
    return control(GRAFT, new ProtobufWriter().string(1, topic));
  }

  static byte[] prune(String topic, long backoffSeconds) {
    return control(PRUNE, new ProtobufWriter().string(1, topic).varint(3, backoffSeconds));
  }

  /** A PRUNE that names a peer, with a record of it or an empty one. */
  static byte[] pruneNaming(String topic, byte[] peer, byte[] record) {
    ProtobufWriter named = new ProtobufWriter().bytes(1, peer).bytes(2, record);
    return control(PRUNE, new ProtobufWriter().string(1, topic).message(2, named).varint(3, 60));
  }

  private static ProtobufWriter ids(ProtobufWriter entry, int field, List<byte[]> ids) {
    ids.forEach(id -> entry.bytes(field, id));
    return entry;
  }

  private static byte[] control(int field, ProtobufWriter entry) {
    return new ProtobufWriter()
        .message(3, new ProtobufWriter().message(field, entry))
        .toByteArray();
  }
}
