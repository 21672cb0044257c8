package io.grapevine.libp2p.multiformats;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * A digest that names its function (multiformats/multihash): varint code, varint length, digest.
 * Two functions occur in libp2p: identity, which carries the input itself, and SHA2-256.
 *
 * @param code number of the hash function in the multicodec table
 * @param digest the digest, at most {@link #MAX_DIGEST_BYTES}; not to be modified
 */
// The array is an immutable value by contract; equality is by content below.
@SuppressWarnings("ArrayRecordComponent")
public record Multihash(long code, byte[] digest) {

  /** The digest is the input. */
  public static final long IDENTITY = 0x00;

  /** SHA2-256, 32 bytes. */
  public static final long SHA2_256 = 0x12;

  /** Longest digest accepted. */
  public static final int MAX_DIGEST_BYTES = 64;

  private static final int SHA2_256_BYTES = 32;

  /** Checks the sizes. */
  public Multihash {
    if (digest.length > MAX_DIGEST_BYTES) {
      throw new IllegalArgumentException("digest of " + digest.length + " bytes is too long");
    }
    if (code == SHA2_256 && digest.length != SHA2_256_BYTES) {
      throw new IllegalArgumentException("SHA2-256 digest has " + digest.length + " bytes");
    }
  }

  /** The input itself as its digest. */
  public static Multihash identity(byte[] input) {
    return new Multihash(IDENTITY, input);
  }

  /** The SHA2-256 digest of the input. */
  public static Multihash sha256(byte[] input) {
    try {
      return new Multihash(SHA2_256, MessageDigest.getInstance("SHA-256").digest(input));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /**
   * Reads the binary form.
   *
   * @throws MalformedException if a length does not match, something trails, or the digest is
   *     longer than {@link #MAX_DIGEST_BYTES}
   */
  public static Multihash decode(byte[] encoded) throws MalformedException {
    ByteBuffer in = ByteBuffer.wrap(encoded);
    long code = UnsignedVarint.read(in);
    long length = UnsignedVarint.read(in);
    if (length > MAX_DIGEST_BYTES) {
      throw new MalformedException("multihash digest of " + length + " bytes is too long");
    }
    if (length != in.remaining()) {
      throw new MalformedException(
          "multihash announces " + length + " bytes of digest and has " + in.remaining());
    }
    if (code == SHA2_256 && length != SHA2_256_BYTES) {
      throw new MalformedException("SHA2-256 multihash has a digest of " + length + " bytes");
    }
    byte[] digest = new byte[in.remaining()];
    in.get(digest);
    return new Multihash(code, digest);
  }

  /** The binary form. */
  public byte[] encode() {
    ByteBuffer out =
        ByteBuffer.allocate(
            UnsignedVarint.sizeOf(code) + UnsignedVarint.sizeOf(digest.length) + digest.length);
    UnsignedVarint.write(code, out);
    UnsignedVarint.write(digest.length, out);
    return out.put(digest).array();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Multihash that
        && code == that.code
        && Arrays.equals(digest, that.digest);
  }

  @Override
  public int hashCode() {
    return 31 * Long.hashCode(code) + Arrays.hashCode(digest);
  }

  @Override
  public String toString() {
    return "Multihash[" + Long.toHexString(code) + ":" + HexFormat.of().formatHex(digest) + "]";
  }
}
