package io.grapevine.job;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * A SHA-256 digest (FIPS 180-4).
 *
 * @param hex 64 lower-case hexadecimal digits
 */
public record Digest(String hex) {
  /** Length of the digest in bytes. */
  public static final int SIZE_BYTES = 32;

  private static final Pattern HEX = Pattern.compile("[0-9a-f]{64}");

  /**
   * @throws IllegalArgumentException if this is not a digest
   */
  public Digest {
    if (!HEX.matcher(hex).matches()) {
      throw new IllegalArgumentException("a SHA-256 digest is 64 lower-case hexadecimal digits");
    }
  }

  /** Digests the content. */
  public static Digest of(byte[] content) {
    try {
      return ofDigest(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException missing) {
      throw new IllegalStateException("every Java platform has SHA-256", missing);
    }
  }

  /** Takes over 32 bytes that are a digest already. */
  public static Digest ofDigest(byte[] digest) {
    return new Digest(HexFormat.of().formatHex(digest));
  }

  /** The 32 bytes. */
  public byte[] toBytes() {
    return HexFormat.of().parseHex(hex);
  }

  @Override
  public String toString() {
    return hex;
  }
}
