package io.grapevine.execution.scrape;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/** How the hosts of targets become addresses. */
@FunctionalInterface
public interface NameResolver {
  /**
   * All addresses of a name or of a literal address; may take long.
   *
   * @throws UnknownHostException if there are none
   */
  List<InetAddress> resolve(String host) throws UnknownHostException;

  /** The resolver of the operating system. */
  static NameResolver system() {
    return host -> List.of(InetAddress.getAllByName(host));
  }
}
