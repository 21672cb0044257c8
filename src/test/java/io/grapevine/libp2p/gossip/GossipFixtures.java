package io.grapevine.libp2p.gossip;

import io.grapevine.libp2p.multiformats.MalformedException;
import io.grapevine.libp2p.peer.PeerId;
import io.grapevine.libp2p.protobuf.ProtobufWriter;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;

/** Peers and messages with meaningful defaults; the core never looks at a signature itself. */
final class GossipFixtures {

  static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  static final String TOPIC = "/test/topic";

  private static final int ED25519_KEY_BYTES = 36;

  private GossipFixtures() {}

  /** A peer with a number; the larger the number, the larger the id. */
  static PeerId peer(int number) {
    return PeerId.ofPublicKey(
        ByteBuffer.allocate(ED25519_KEY_BYTES)
            .put(new byte[] {8, 1, 18, 32})
            .putInt(number)
            .array());
  }

  static GossipMessage message(PeerId author, long seqno) {
    return message(author, seqno, TOPIC, new byte[] {1, 2, 3});
  }

  static GossipMessage message(PeerId author, long seqno, String topic, byte[] payload) {
    return decoded(encode(author, seqno, topic, payload, (byte) 1));
  }

  /** The same author, sequence number and payload under another signature. */
  static GossipMessage otherSignature(GossipMessage message, int signature) {
    return decoded(
        encode(
            message.author(),
            message.seqno(),
            message.topic(),
            message.payload(),
            (byte) signature));
  }

  static MessageId id(int number) {
    return MessageId.of(ByteBuffer.allocate(Integer.BYTES).putInt(number).array());
  }

  private static byte[] encode(
      PeerId author, long seqno, String topic, byte[] payload, byte signature) {
    byte[] signatureBytes = new byte[64];
    Arrays.fill(signatureBytes, signature);
    return new ProtobufWriter()
        .bytes(1, author.toBytes())
        .bytes(2, payload)
        .bytes(3, ByteBuffer.allocate(Long.BYTES).putLong(seqno).array())
        .string(4, topic)
        .bytes(5, signatureBytes)
        .toByteArray();
  }

  private static GossipMessage decoded(byte[] encoded) {
    try {
      return (GossipMessage) MessageDecoder.decode(encoded, RpcLimits.defaults().topicBytesMax());
    } catch (MalformedException e) {
      throw new AssertionError(e);
    }
  }
}
