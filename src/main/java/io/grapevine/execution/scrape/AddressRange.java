package io.grapevine.execution.scrape;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.regex.Pattern;

/** A block of IP addresses (CIDR, RFC 4632 and RFC 4291), such as {@code 127.0.0.0/8}. */
public final class AddressRange {
  private static final Pattern FORM =
      Pattern.compile(
          "([0-9]{1,3}(?:\\.[0-9]{1,3}){3}|[0-9a-fA-F.:]*:[0-9a-fA-F.:]*)/([0-9]{1,3})");

  private final String text;
  private final byte[] network;
  private final int prefixLength;

  private AddressRange(String text, byte[] network, int prefixLength) {
    this.text = text;
    this.network = network;
    this.prefixLength = prefixLength;
  }

  /**
   * Reads the usual notation.
   *
   * @throws IllegalArgumentException with a sentence if it is not of that form
   */
  public static AddressRange parse(String text) {
    var match = FORM.matcher(text.strip());
    if (match.matches()) {
      try {
        byte[] network = InetAddress.ofLiteral(match.group(1)).getAddress();
        int prefixLength = Integer.parseInt(match.group(2));
        if (prefixLength <= network.length * 8) {
          return new AddressRange(text.strip(), network, prefixLength);
        }
      } catch (IllegalArgumentException notAnAddress) {
        // Told below.
      }
    }
    throw new IllegalArgumentException(
        "an address range looks like 127.0.0.0/8 or fd00::/8, not like " + text);
  }

  /** Whether the address, 4 or 16 bytes, is in this block. */
  boolean contains(byte[] address) {
    if (address.length != network.length) {
      return false;
    }
    int whole = prefixLength / 8;
    if (!Arrays.equals(address, 0, whole, network, 0, whole)) {
      return false;
    }
    int bits = prefixLength % 8;
    int mask = (0xFF00 >> bits) & 0xFF;
    return bits == 0 || (address[whole] & mask) == (network[whole] & mask);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof AddressRange range
        && prefixLength == range.prefixLength
        && Arrays.equals(network, range.network);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(network) + prefixLength;
  }

  @Override
  public String toString() {
    return text;
  }
}
