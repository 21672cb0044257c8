package io.grapevine.libp2p.discovery;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/** Turns a DNS name into all addresses that stand behind it. May block. */
@FunctionalInterface
interface NameResolver {
  /**
   * The resolver of the operating system. The JDK keeps answers for {@code
   * networkaddress.cache.ttl} seconds (30 unless set), which bounds how soon a new peer behind a
   * name is seen.
   */
  NameResolver SYSTEM = name -> List.of(InetAddress.getAllByName(name));

  List<InetAddress> resolve(String name) throws UnknownHostException;
}
