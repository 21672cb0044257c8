package io.grapevine.libp2p.resources;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/**
 * Where a connection comes from, as far as one owner of addresses goes: an IPv4 address, or the
 * first 64 bits of an IPv6 address, since a single customer has at least so many of these.
 */
public final class SourceAddress {
  private static final int NETWORK_BYTES = 8;

  private final byte[] prefix;

  private SourceAddress(byte[] prefix) {
    this.prefix = prefix;
  }

  /** The source of an address. The JDK shows IPv4 addresses inside IPv6 ones as IPv4. */
  public static SourceAddress of(InetAddress address) {
    byte[] bytes = address.getAddress();
    return new SourceAddress(
        address instanceof Inet4Address ? bytes : Arrays.copyOf(bytes, NETWORK_BYTES));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SourceAddress that && Arrays.equals(prefix, that.prefix);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(prefix);
  }

  /** An IPv4 address, or an IPv6 network with its length. */
  @Override
  public String toString() {
    boolean network = prefix.length == NETWORK_BYTES;
    try {
      InetAddress first = InetAddress.getByAddress(network ? Arrays.copyOf(prefix, 16) : prefix);
      return first.getHostAddress() + (network ? "/64" : "");
    } catch (UnknownHostException e) {
      throw new IllegalStateException("neither 4 nor 16 bytes", e);
    }
  }
}
