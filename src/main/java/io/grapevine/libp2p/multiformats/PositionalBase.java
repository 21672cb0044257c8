package io.grapevine.libp2p.multiformats;

import java.util.Arrays;

/**
 * Text of bytes taken as one big-endian number in some base; leading zero bytes are leading zero
 * digits. Costs grow with the square of the length, therefore both directions are bounded.
 */
final class PositionalBase {

  /** Longest text accepted, in characters. The longest PeerId of any kind has fewer than 80. */
  static final int MAX_CHARS = 128;

  private static final int UNKNOWN = -1;

  private final String name;
  private final String alphabet;
  private final int[] digits = new int[128];

  PositionalBase(String name, String alphabet) {
    this.name = name;
    this.alphabet = alphabet;
    Arrays.fill(digits, UNKNOWN);
    for (int i = 0; i < alphabet.length(); i++) {
      digits[alphabet.charAt(i)] = i;
    }
  }

  String encode(byte[] bytes) {
    if (bytes.length > MAX_CHARS) {
      throw new IllegalArgumentException(bytes.length + " bytes are too many for " + name);
    }
    int zeros = leadingZeros(bytes);
    // Base 2 would need eight digits per byte; every base here is larger.
    byte[] reversed = new byte[(bytes.length - zeros) * 8];
    int length = 0;
    for (int i = zeros; i < bytes.length; i++) {
      length = multiplyAdd(reversed, length, 256, bytes[i] & 0xff, alphabet.length());
    }
    StringBuilder text = new StringBuilder(zeros + length);
    text.repeat(alphabet.charAt(0), zeros);
    for (int i = length - 1; i >= 0; i--) {
      text.append(alphabet.charAt(reversed[i]));
    }
    return text.toString();
  }

  byte[] decode(String text) throws MalformedException {
    if (text.length() > MAX_CHARS) {
      throw new MalformedException(name + " text is longer than " + MAX_CHARS + " characters");
    }
    int zeros = 0;
    while (zeros < text.length() && text.charAt(zeros) == alphabet.charAt(0)) {
      zeros++;
    }
    byte[] reversed = new byte[text.length() - zeros];
    int length = 0;
    for (int i = zeros; i < text.length(); i++) {
      length = multiplyAdd(reversed, length, alphabet.length(), digit(text.charAt(i)), 256);
    }
    byte[] bytes = new byte[zeros + length];
    for (int i = 0; i < length; i++) {
      bytes[zeros + i] = reversed[length - 1 - i];
    }
    return bytes;
  }

  private int digit(char c) throws MalformedException {
    int digit = c < digits.length ? digits[c] : UNKNOWN;
    if (digit == UNKNOWN) {
      throw new MalformedException(
          "character U+%04X does not occur in %s".formatted((int) c, name));
    }
    return digit;
  }

  /** Replaces number by number * factor + addend, digits in {@code base}, least first. */
  private static int multiplyAdd(byte[] number, int length, int factor, int addend, int base) {
    int carry = addend;
    for (int i = 0; i < length; i++) {
      carry += (number[i] & 0xff) * factor;
      number[i] = (byte) (carry % base);
      carry /= base;
    }
    int grown = length;
    while (carry > 0) {
      number[grown++] = (byte) (carry % base);
      carry /= base;
    }
    return grown;
  }

  private static int leadingZeros(byte[] bytes) {
    int zeros = 0;
    while (zeros < bytes.length && bytes[zeros] == 0) {
      zeros++;
    }
    return zeros;
  }
}
