package io.grapevine.libp2p.discovery;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/** Turns a DNS name into what stands behind it. May block. */
@FunctionalInterface
interface NameResolver {
  /** All addresses of a name. */
  List<InetAddress> resolve(String name) throws UnknownHostException;

  /** The TXT records of a name. */
  default List<String> texts(String name) throws UnknownHostException {
    throw new UnknownHostException("no TXT records of " + name);
  }
}
