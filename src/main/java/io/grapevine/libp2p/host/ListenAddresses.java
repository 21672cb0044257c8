package io.grapevine.libp2p.host;

import io.grapevine.libp2p.multiformats.Multiaddr;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What a host tells others to dial: bound ports instead of 0, interface addresses instead of
 * wildcards.
 */
public final class ListenAddresses {
  private ListenAddresses() {}

  /** The addresses to announce for the bound ones; loopback last. */
  public static List<Multiaddr> resolve(List<InetSocketAddress> bound) throws SocketException {
    Set<Multiaddr> resolved = new LinkedHashSet<>();
    for (InetSocketAddress address : bound) {
      if (address.getAddress().isAnyLocalAddress()) {
        for (InetAddress local : interfaceAddresses()) {
          if (address.getAddress() instanceof Inet6Address || local instanceof Inet4Address) {
            resolved.add(Multiaddr.ofTcp(local, address.getPort()));
          }
        }
      } else {
        resolved.add(Multiaddr.ofTcp(address.getAddress(), address.getPort()));
      }
    }
    return List.copyOf(resolved);
  }

  /**
   * Addresses of interfaces that are up; loopback last, link-local ones left out because they need
   * a zone.
   */
  private static List<InetAddress> interfaceAddresses() throws SocketException {
    List<InetAddress> outward = new ArrayList<>();
    List<InetAddress> loopback = new ArrayList<>();
    for (NetworkInterface nic : NetworkInterface.networkInterfaces().toList()) {
      if (nic.isUp()) {
        nic.inetAddresses()
            .filter(address -> !address.isLinkLocalAddress())
            .forEach(address -> (address.isLoopbackAddress() ? loopback : outward).add(address));
      }
    }
    outward.addAll(loopback);
    return outward;
  }
}
