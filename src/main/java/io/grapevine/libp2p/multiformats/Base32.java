package io.grapevine.libp2p.multiformats;

import java.util.Arrays;

/** Base32 of RFC 4648 in lower case without padding, as CIDs use it. */
public final class Base32 {

  /** Longest text accepted, in characters. */
  public static final int MAX_CHARS = 1024;

  private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyz234567";

  private Base32() {}

  /** The text of the bytes. */
  public static String encode(byte[] bytes) {
    StringBuilder text = new StringBuilder((bytes.length * 8 + 4) / 5);
    int buffer = 0;
    int bits = 0;
    for (byte next : bytes) {
      buffer = (buffer << 8 | (next & 0xff)) & 0xfff;
      bits += 8;
      while (bits >= 5) {
        bits -= 5;
        text.append(ALPHABET.charAt(buffer >>> bits & 31));
      }
    }
    if (bits > 0) {
      text.append(ALPHABET.charAt(buffer << (5 - bits) & 31));
    }
    return text.toString();
  }

  /**
   * The bytes of the text.
   *
   * @throws MalformedException if a character is foreign, the length is impossible, left-over bits
   *     are not zero, or the text is longer than 1024 characters
   */
  public static byte[] decode(String text) throws MalformedException {
    if (text.length() > MAX_CHARS) {
      throw new MalformedException("base32 text is longer than " + MAX_CHARS + " characters");
    }
    byte[] bytes = new byte[text.length() * 5 / 8];
    int length = 0;
    int buffer = 0;
    int bits = 0;
    for (int i = 0; i < text.length(); i++) {
      buffer = (buffer << 5 | digit(text.charAt(i))) & 0xfff;
      bits += 5;
      if (bits >= 8) {
        bits -= 8;
        bytes[length++] = (byte) (buffer >>> bits);
      }
    }
    if (bits >= 5 || (buffer & (1 << bits) - 1) != 0) {
      throw new MalformedException("base32 text does not end on a byte");
    }
    return Arrays.copyOf(bytes, length);
  }

  private static int digit(char c) throws MalformedException {
    if (c >= 'a' && c <= 'z') {
      return c - 'a';
    }
    if (c >= '2' && c <= '7') {
      return c - '2' + 26;
    }
    throw new MalformedException("character U+%04X does not occur in base32".formatted((int) c));
  }
}
