package io.grapevine.libp2p.gossip;

import io.grapevine.libp2p.peer.PeerId;
import java.util.Arrays;

/**
 * One published message in the bytes in which it came or was signed: it is verified over these and
 * forwarded as these, unknown fields included, and never encoded a second time.
 */
public final class GossipMessage implements DecodedMessage {

  private final byte[] encoded;
  private final Fields fields;
  private final MessageId id;

  /** Takes over {@code encoded}; the ranges of {@code fields} are offsets in it. */
  GossipMessage(byte[] encoded, Fields fields) {
    this.encoded = encoded;
    this.fields = fields;
    this.id = MessageId.of(fields.author(), fields.seqno());
  }

  /** Author and sequence number. */
  public MessageId id() {
    return id;
  }

  /** Where it was published. */
  @Override
  public String topic() {
    return fields.topic();
  }

  /** Who signed it, once the signature was checked. */
  public PeerId author() {
    return fields.author();
  }

  /** Grows with each message of its author; compared as unsigned. */
  public long seqno() {
    return fields.seqno();
  }

  /** The encoded message, without length; not to be modified. */
  public byte[] encoded() {
    return encoded;
  }

  /** A copy of what the author published. */
  public byte[] payload() {
    return fields.payload().copyFrom(encoded);
  }

  /** Bytes of the encoded message. */
  public int size() {
    return encoded.length;
  }

  Fields fields() {
    return fields;
  }

  /** Whether the two are the same byte for byte, not only by id. */
  boolean sameBytes(GossipMessage other) {
    return Arrays.equals(encoded, other.encoded);
  }

  @Override
  public String toString() {
    return "message " + id + " of " + author().toShortString() + " on " + topic();
  }

  /**
   * What was found in the encoded message.
   *
   * @param payload value of field 2, empty when the field is absent
   * @param signature value of field 5
   * @param key value of field 6, empty when the field is absent
   * @param signatureField field 5 with its tag
   * @param keyField field 6 with its tag, empty when absent
   */
  record Fields(
      PeerId author,
      long seqno,
      String topic,
      Range payload,
      Range signature,
      Range key,
      Range signatureField,
      Range keyField) {}

  /** A stretch of the encoded message, from inclusive and to exclusive. */
  record Range(int from, int to) {

    static final Range EMPTY = new Range(0, 0);

    int length() {
      return to - from;
    }

    byte[] copyFrom(byte[] source) {
      return Arrays.copyOfRange(source, from, to);
    }
  }
}
