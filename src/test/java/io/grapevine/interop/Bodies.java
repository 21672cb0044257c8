package io.grapevine.interop;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Large bodies whose content all sides can make by themselves: byte i is i modulo {@value #PERIOD}.
 * What was received is told as its length and its SHA-256.
 */
final class Bodies {
  private static final int PERIOD = 251;
  private static final int CHUNK = 64 * PERIOD;

  private Bodies() {}

  static byte[] pattern(int bytes) {
    byte[] all = new byte[bytes];
    for (int i = 0; i < bytes; i++) {
      all[i] = (byte) (i % PERIOD);
    }
    return all;
  }

  /** Writes the first so many bytes. */
  static void write(OutputStream output, long bytes) throws IOException {
    byte[] chunk = pattern(CHUNK);
    for (long left = bytes; left > 0; left -= CHUNK) {
      output.write(chunk, 0, (int) Math.min(left, CHUNK));
    }
    output.flush();
  }

  /** Reads to the end and tells what was read. */
  static String digest(InputStream input) throws IOException {
    MessageDigest sha256 = sha256();
    byte[] buffer = new byte[8192];
    long count = 0;
    for (int read = input.read(buffer); read >= 0; read = input.read(buffer)) {
      sha256.update(buffer, 0, read);
      count += read;
    }
    return describe(count, sha256);
  }

  /** What {@link #digest} tells of so many bytes if none is wrong. */
  static String expected(int bytes) {
    MessageDigest sha256 = sha256();
    sha256.update(pattern(bytes));
    return describe(bytes, sha256);
  }

  /** The text that a sink has answered. */
  static String answer(InputStream input) throws IOException {
    return new String(input.readNBytes(256), US_ASCII);
  }

  private static String describe(long count, MessageDigest sha256) {
    return count + " " + HexFormat.of().formatHex(sha256.digest());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }
}
