package io.grapevine.libp2p.gossip;

import io.grapevine.libp2p.gossip.GossipMessage.Fields;
import io.grapevine.libp2p.gossip.GossipMessage.Range;
import io.grapevine.libp2p.identity.KeyPair;
import io.grapevine.libp2p.protobuf.ProtobufWriter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Makes signed messages (StrictSign). The signature covers a prefix and the message without the
 * fields 5 and 6; the specification's text leaves out only the signature, all implementations leave
 * out the key too. The key is always sent, although an Ed25519 id contains it: one implementation
 * refuses messages without.
 */
public final class MessageSigner {

  private static final byte[] PREFIX = "libp2p-pubsub:".getBytes(StandardCharsets.UTF_8);

  private final KeyPair keys;

  /** Signs as the owner of {@code keys}. */
  public MessageSigner(KeyPair keys) {
    this.keys = keys;
  }

  /**
   * A signed message.
   *
   * @param seqno must grow from message to message, across restarts too: some peers drop others
   */
  public GossipMessage sign(long seqno, String topic, byte[] payload) {
    byte[] seqnoBytes = ByteBuffer.allocate(Long.BYTES).putLong(seqno).array();
    ProtobufWriter writer = new ProtobufWriter();
    writer.bytes(MessageDecoder.FROM, keys.peerId().toBytes());
    writer.bytes(MessageDecoder.DATA, payload);
    int payloadEnd = writer.size();
    writer.bytes(MessageDecoder.SEQNO, seqnoBytes).string(MessageDecoder.TOPIC, topic);
    int unsigned = writer.size();
    byte[] signature = keys.sign(signed(writer.toByteArray(), Range.EMPTY, Range.EMPTY));
    writer.bytes(MessageDecoder.SIGNATURE, signature);
    int signatureEnd = writer.size();
    byte[] key = keys.publicKey().encoded();
    writer.bytes(MessageDecoder.KEY, key);
    int end = writer.size();
    return new GossipMessage(
        writer.toByteArray(),
        new Fields(
            keys.peerId(),
            seqno,
            topic,
            new Range(payloadEnd - payload.length, payloadEnd),
            new Range(signatureEnd - signature.length, signatureEnd),
            new Range(end - key.length, end),
            new Range(unsigned, signatureEnd),
            new Range(signatureEnd, end)));
  }

  /** The bytes under the signature: the prefix and the message without two stretches. */
  static byte[] signed(byte[] encoded, Range one, Range other) {
    boolean inOrder = one.from() <= other.from();
    Range first = inOrder ? one : other;
    Range second = inOrder ? other : one;
    return ByteBuffer.allocate(PREFIX.length + encoded.length - one.length() - other.length())
        .put(PREFIX)
        .put(encoded, 0, first.from())
        .put(encoded, first.to(), second.from() - first.to())
        .put(encoded, second.to(), encoded.length - second.to())
        .array();
  }
}
