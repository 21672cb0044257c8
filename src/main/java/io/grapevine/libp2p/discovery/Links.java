package io.grapevine.libp2p.discovery;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.LinkedHashSet;
import java.util.Set;

/** The links of this machine on which others may be found: one IPv4 address of each interface. */
final class Links {
  /** Most links used at a time: each costs threads. */
  static final int LINKS_MAX = 8;

  private Links() {}

  static Set<InetAddress> multicast() {
    Set<InetAddress> addresses = new LinkedHashSet<>();
    try {
      NetworkInterface.networkInterfaces()
          .filter(Links::isShared)
          .flatMap(link -> link.inetAddresses().filter(Inet4Address.class::isInstance).limit(1))
          .limit(LINKS_MAX)
          .forEach(addresses::add);
    } catch (SocketException e) {
      return Set.of(); // No interfaces to speak of: asked again at the next refresh.
    }
    return addresses;
  }

  private static boolean isShared(NetworkInterface link) {
    try {
      return link.isUp()
          && link.supportsMulticast()
          && !link.isLoopback()
          && !link.isPointToPoint();
    } catch (SocketException e) {
      return false; // It went away while it was looked at.
    }
  }
}
