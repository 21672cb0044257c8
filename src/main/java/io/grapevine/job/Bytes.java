package io.grapevine.job;

import java.util.Arrays;
import java.util.HexFormat;

/** An immutable run of bytes that can be compared. */
public final class Bytes {
  private final byte[] content;

  private Bytes(byte[] content) {
    this.content = content;
  }

  /** Takes the array over: the caller must not change it any more. */
  public static Bytes wrap(byte[] content) {
    return new Bytes(content);
  }

  /** Number of bytes. */
  public int size() {
    return content.length;
  }

  /**
   * The array itself, to read and not to write; a copy of a large payload would cost more than the
   * trust.
   */
  public byte[] array() {
    return content;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Bytes bytes && Arrays.equals(content, bytes.content);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(content);
  }

  /** Lower-case hexadecimal of the first 16 bytes at most. */
  @Override
  public String toString() {
    int shown = Math.min(content.length, 16);
    return HexFormat.of().formatHex(content, 0, shown) + (shown < content.length ? "…" : "");
  }
}
