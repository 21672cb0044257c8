package io.grapevine.libp2p.peer;

import io.grapevine.libp2p.multiformats.MalformedException;
import io.grapevine.libp2p.multiformats.Multihash;
import io.grapevine.libp2p.multiformats.PeerIdText;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who a peer is: the multihash of its encoded public key (libp2p specification "Peer Ids and
 * Keys"). A key of at most 42 bytes, which every Ed25519 key is, stands in the id itself; of a
 * longer one the id holds the SHA2-256 digest. The order is that of the bytes, taken as unsigned.
 */
public final class PeerId implements Comparable<PeerId> {

  /** Longest encoded key that is not hashed. */
  private static final int MAX_INLINE_KEY_BYTES = 42;

  private static final int SHORT_CHARS = 6;

  private final Multihash hash;
  private final byte[] bytes;
  private final int hashCode;

  // Printing costs some microseconds; a race only prints twice.
  private @Nullable String text;

  private PeerId(Multihash hash) {
    this.hash = hash;
    this.bytes = hash.encode();
    this.hashCode = Arrays.hashCode(bytes);
  }

  /**
   * The id of the peer with this public key.
   *
   * @param encodedKey the protobuf form of the key
   */
  public static PeerId ofPublicKey(byte[] encodedKey) {
    return new PeerId(
        encodedKey.length <= MAX_INLINE_KEY_BYTES
            ? Multihash.identity(encodedKey.clone())
            : Multihash.sha256(encodedKey));
  }

  /**
   * Reads either text form: base58, or a CID of version 1 with the codec {@code libp2p-key}.
   *
   * @throws MalformedException if the text is neither
   */
  public static PeerId parse(String text) throws MalformedException {
    return of(PeerIdText.parse(text));
  }

  /**
   * Reads the binary form, a multihash and nothing behind it.
   *
   * @throws MalformedException if the hash is neither a SHA2-256 digest nor a short key
   */
  public static PeerId decode(byte[] multihash) throws MalformedException {
    return of(Multihash.decode(multihash));
  }

  /**
   * The id that is this multihash.
   *
   * @throws MalformedException if the hash is neither a SHA2-256 digest nor a short key
   */
  public static PeerId of(Multihash hash) throws MalformedException {
    if (hash.code() != Multihash.IDENTITY && hash.code() != Multihash.SHA2_256) {
      throw new MalformedException(
          "peer id has the hash function 0x%x, allowed are 0x0 and 0x12".formatted(hash.code()));
    }
    int length = hash.digest().length;
    if (hash.code() == Multihash.IDENTITY && (length == 0 || length > MAX_INLINE_KEY_BYTES)) {
      throw new MalformedException("peer id holds a key of " + length + " bytes");
    }
    return new PeerId(hash);
  }

  /** The id as a multihash. */
  public Multihash toMultihash() {
    return hash;
  }

  /** The binary form; not to be modified. */
  public byte[] toBytes() {
    return bytes;
  }

  /** The encoded public key, if it is short enough to stand in the id. Nobody has checked it. */
  public Optional<byte[]> inlinedPublicKey() {
    return hash.code() == Multihash.IDENTITY
        ? Optional.of(hash.digest().clone())
        : Optional.empty();
  }

  /** The last six characters of the text, for log lines; not unique. */
  public String toShortString() {
    String full = toString();
    return full.substring(Math.max(0, full.length() - SHORT_CHARS));
  }

  @Override
  public int compareTo(PeerId other) {
    return Arrays.compareUnsigned(bytes, other.bytes);
  }

  @Override
  public boolean equals(Object other) {
    if (this == other) {
      return true;
    }
    return other instanceof PeerId that
        && hashCode == that.hashCode
        && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return hashCode;
  }

  /** The base58 form. */
  @Override
  public String toString() {
    String known = text;
    if (known == null) {
      known = PeerIdText.print(hash);
      text = known;
    }
    return known;
  }
}
