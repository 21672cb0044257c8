package io.grapevine.libp2p.resources;

import io.grapevine.libp2p.multiformats.MalformedException;
import io.grapevine.libp2p.multiformats.Multiaddr;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/**
 * A range of IP addresses that share a prefix (RFC 4632, RFC 4291), such as 10.0.0.0/8 or fd00::/8.
 * IPv4 addresses inside IPv6 ones (::ffff:0:0/96) count as IPv4.
 */
public final class NetworkRange {
  private static final int MAPPED_BITS = 96;

  private final byte[] first;
  private final int bits;

  private NetworkRange(byte[] first, int bits) {
    this.first = first;
    this.bits = bits;
  }

  /**
   * Reads an address with or without the length of a prefix.
   *
   * @throws MalformedException if it is neither, or has bits behind its prefix
   */
  public static NetworkRange parse(String text) throws MalformedException {
    int slash = text.indexOf('/');
    String address = slash < 0 ? text : text.substring(0, slash);
    boolean ip6 = address.indexOf(':') >= 0;
    InetAddress ip =
        Multiaddr.parse((ip6 ? "/ip6/" : "/ip4/") + address + "/tcp/1").ip().orElseThrow();
    byte[] bytes = ip.getAddress();
    int bits = slash < 0 ? bytes.length * 8 : prefix(text.substring(slash + 1));
    if (slash >= 0 && ip6 && ip instanceof Inet4Address) {
      bits -= MAPPED_BITS;
    }
    if (bits < 0 || bits > bytes.length * 8) {
      throw new MalformedException("the length of a prefix does not fit: " + text);
    }
    NetworkRange range = new NetworkRange(masked(bytes, bits), bits);
    if (!Arrays.equals(range.first, bytes)) {
      throw new MalformedException(
          "%s has bits behind its prefix; the range that holds it is %s".formatted(text, range));
    }
    return range;
  }

  private static int prefix(String text) throws MalformedException {
    if (!text.matches("[0-9]{1,3}")) {
      throw new MalformedException("the length of a prefix is not a number: " + text);
    }
    return Integer.parseInt(text);
  }

  private static byte[] masked(byte[] address, int bits) {
    byte[] result = new byte[address.length];
    for (int i = 0; i < address.length; i++) {
      int kept = Math.clamp(bits - 8L * i, 0, 8);
      result[i] = (byte) (address[i] & (0xff00 >> kept));
    }
    return result;
  }

  /** Whether the address lies in the range. */
  public boolean contains(InetAddress address) {
    byte[] bytes = address.getAddress();
    return bytes.length == first.length && Arrays.equals(masked(bytes, bits), first);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof NetworkRange that
        && bits == that.bits
        && Arrays.equals(first, that.first);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(first) + bits;
  }

  /** First address and length of the prefix. */
  @Override
  public String toString() {
    try {
      return InetAddress.getByAddress(first).getHostAddress() + "/" + bits;
    } catch (UnknownHostException e) {
      throw new IllegalStateException("neither 4 nor 16 bytes", e);
    }
  }
}
