package io.grapevine.libp2p.gossip;

import io.grapevine.libp2p.peer.PeerId;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Names a message in the whole network: by default the author's id followed by the eight bytes of
 * the sequence number. On the wire it is bytes, although one published schema says string.
 *
 * <p>Comparable so that a hash table whose keys an attacker chose to collide stays logarithmic.
 */
public final class MessageId implements Comparable<MessageId> {

  private static final int SHOWN_BYTES = 8;

  private final byte[] bytes;
  private final int hash;

  private MessageId(byte[] bytes) {
    this.bytes = bytes;
    this.hash = Arrays.hashCode(bytes);
  }

  /** Takes over {@code bytes}, which must not change afterwards. */
  public static MessageId of(byte[] bytes) {
    return new MessageId(bytes);
  }

  /** The default id: author and sequence number. */
  public static MessageId of(PeerId author, long seqno) {
    byte[] from = author.toBytes();
    return new MessageId(
        ByteBuffer.allocate(from.length + Long.BYTES).put(from).putLong(seqno).array());
  }

  /** The bytes on the wire; not to be modified. */
  public byte[] toBytes() {
    return bytes;
  }

  @Override
  public int compareTo(MessageId other) {
    return Arrays.compareUnsigned(bytes, other.bytes);
  }

  @Override
  public boolean equals(Object other) {
    return this == other
        || (other instanceof MessageId that
            && hash == that.hash
            && Arrays.equals(bytes, that.bytes));
  }

  @Override
  public int hashCode() {
    return hash;
  }

  /**
   * The last bytes in hexadecimal, which hold the sequence number: enough to tell log lines apart.
   */
  @Override
  public String toString() {
    return HexFormat.of().formatHex(bytes, Math.max(0, bytes.length - SHOWN_BYTES), bytes.length);
  }
}
