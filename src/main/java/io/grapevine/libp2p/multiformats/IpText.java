package io.grapevine.libp2p.multiformats;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.StringJoiner;

/**
 * Literal IP addresses, never resolved: strict dotted quads, and the text of RFC 5952 for version
 * 6.
 */
final class IpText {

  private static final int MAX_IP6_CHARS = 45;
  private static final byte[] IP4_MAPPED = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1};

  private IpText() {}

  static byte[] parse4(String text) throws MalformedException {
    String[] parts = text.split("\\.", 5);
    if (parts.length != 4) {
      throw new MalformedException("IPv4 address does not have four parts");
    }
    byte[] address = new byte[4];
    for (int i = 0; i < 4; i++) {
      address[i] = (byte) parseOctet(parts[i]);
    }
    return address;
  }

  private static int parseOctet(String text) throws MalformedException {
    int value = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      value = c >= '0' && c <= '9' && i < 3 ? value * 10 + c - '0' : 256;
    }
    // A leading zero means octal to some readers and decimal to others.
    if (text.isEmpty() || value > 255 || (text.length() > 1 && text.charAt(0) == '0')) {
      throw new MalformedException("part of an IPv4 address is not a number from 0 to 255");
    }
    return value;
  }

  static byte[] parse6(String text) throws MalformedException {
    boolean plausible = text.length() <= MAX_IP6_CHARS && text.indexOf(':') >= 0;
    for (int i = 0; i < text.length() && plausible; i++) {
      char c = text.charAt(i);
      plausible = c == ':' || c == '.' || (Character.digit(c, 16) >= 0 && c < 0x80);
    }
    if (!plausible) {
      throw new MalformedException("not an IPv6 address");
    }
    int lastColon = text.lastIndexOf(':');
    if (text.indexOf('.') >= 0) {
      parse4(text.substring(lastColon + 1));
    }
    try {
      InetAddress address = Inet6Address.ofLiteral(text);
      return address instanceof Inet4Address mapped
          ? concatenate(IP4_MAPPED, mapped.getAddress())
          : address.getAddress();
    } catch (IllegalArgumentException e) {
      throw new MalformedException("not an IPv6 address", e);
    }
  }

  static String print4(byte[] address) {
    StringJoiner text = new StringJoiner(".");
    for (byte part : address) {
      text.add(Integer.toString(part & 0xff));
    }
    return text.toString();
  }

  static String print6(byte[] address) {
    if (Arrays.equals(address, 0, IP4_MAPPED.length, IP4_MAPPED, 0, IP4_MAPPED.length)) {
      return "::ffff:" + print4(Arrays.copyOfRange(address, IP4_MAPPED.length, address.length));
    }
    int[] groups = new int[8];
    for (int i = 0; i < 8; i++) {
      groups[i] = (address[2 * i] & 0xff) << 8 | (address[2 * i + 1] & 0xff);
    }
    int start = 0;
    int length = 1;
    for (int i = 0; i < 8; i++) {
      int run = zerosFrom(groups, i);
      if (run > length) {
        start = i;
        length = run;
      }
    }
    return length == 1
        ? join(groups, 0, 8)
        : join(groups, 0, start) + "::" + join(groups, start + length, 8);
  }

  private static int zerosFrom(int[] groups, int start) {
    int end = start;
    while (end < groups.length && groups[end] == 0) {
      end++;
    }
    return end - start;
  }

  private static String join(int[] groups, int from, int to) {
    StringJoiner text = new StringJoiner(":");
    for (int i = from; i < to; i++) {
      text.add(Integer.toHexString(groups[i]));
    }
    return text.toString();
  }

  private static byte[] concatenate(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }
}
