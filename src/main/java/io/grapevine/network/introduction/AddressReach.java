package io.grapevine.network.introduction;

import io.grapevine.libp2p.multiformats.Multiaddr;
import io.grapevine.libp2p.multiformats.Multiaddr.Component;
import io.grapevine.libp2p.multiformats.MultiaddrProtocol;

/** From how far an IP address can be reached. */
enum AddressReach {
  /**
   * Not by a dial that means a peer: names, unspecified, link-local, multicast and reserved
   * addresses, and IPv6 outside of what is assigned (RFC 6890, RFC 4291).
   */
  NOWHERE,
  /** From the same machine. */
  LOOPBACK,
  /** From the same private networks (RFC 1918, RFC 6598, RFC 4193). */
  PRIVATE,
  /** From everywhere. */
  PUBLIC;

  static AddressReach of(Multiaddr address) {
    Component first = address.components().getFirst();
    if (first.protocol() == MultiaddrProtocol.IP4) {
      return ofIp4(first.value(), 0);
    }
    return first.protocol() == MultiaddrProtocol.IP6 ? ofIp6(first.value()) : NOWHERE;
  }

  private static AddressReach ofIp4(byte[] ip, int from) {
    int a = Byte.toUnsignedInt(ip[from]);
    int b = Byte.toUnsignedInt(ip[from + 1]);
    if (a == 127) {
      return LOOPBACK;
    }
    boolean tens = a == 10 || (a == 172 && b >= 16 && b < 32) || (a == 192 && b == 168);
    if (tens || (a == 100 && b >= 64 && b < 128)) {
      return PRIVATE;
    }
    boolean special = a == 0 || a >= 224 || (a == 169 && b == 254);
    return special ? NOWHERE : PUBLIC;
  }

  private static AddressReach ofIp6(byte[] ip) {
    int zeros = 0;
    while (zeros < ip.length && ip[zeros] == 0) {
      zeros++;
    }
    if (zeros == 15 && ip[15] == 1) {
      return LOOPBACK;
    }
    if (zeros == 10 && ip[10] == -1 && ip[11] == -1) {
      return ofIp4(ip, 12);
    }
    if ((ip[0] & 0xfe) == 0xfc) {
      return PRIVATE;
    }
    return (ip[0] & 0xe0) == 0x20 ? PUBLIC : NOWHERE;
  }
}
