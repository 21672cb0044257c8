package io.grapevine.config;

import io.grapevine.libp2p.multiformats.MalformedException;
import io.grapevine.libp2p.resources.AccessList;
import io.grapevine.libp2p.resources.NetworkRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Who may be connected with this peer, in both directions. What is denied is denied, whatever is
 * allowed.
 *
 * @param allowedPeers the only peer ids that may be connected; empty means anybody
 * @param deniedPeers peer ids that may not be connected
 * @param allowedNetworks the only networks, such as 10.0.0.0/8 or fd00::/8, that may be connected;
 *     empty means all
 * @param deniedNetworks networks that may not be connected
 */
@ConfigurationProperties("grapevine.network.access")
public record NetworkAccessProperties(
    @DefaultValue Set<String> allowedPeers,
    @DefaultValue Set<String> deniedPeers,
    @DefaultValue List<String> allowedNetworks,
    @DefaultValue List<String> deniedNetworks) {
  private static final String PREFIX = "grapevine.network.access.";

  /** Copies; the entries are checked when they are parsed, which names the one at fault. */
  public NetworkAccessProperties {
    allowedPeers = Set.copyOf(allowedPeers);
    deniedPeers = Set.copyOf(deniedPeers);
    allowedNetworks = List.copyOf(allowedNetworks);
    deniedNetworks = List.copyOf(deniedNetworks);
  }

  /**
   * The lists, parsed.
   *
   * @throws StartupException if an entry is not sound
   */
  AccessList toAccessList() {
    return new AccessList(
        Blueprints.peers(PREFIX + "allowed-peers", allowedPeers),
        Blueprints.peers(PREFIX + "denied-peers", deniedPeers),
        networks(PREFIX + "allowed-networks", allowedNetworks),
        networks(PREFIX + "denied-networks", deniedNetworks));
  }

  private static List<NetworkRange> networks(String property, List<String> texts) {
    List<NetworkRange> ranges = new ArrayList<>();
    for (String text : texts) {
      try {
        ranges.add(NetworkRange.parse(text));
      } catch (MalformedException wrong) {
        throw new StartupException(
            "%s holds '%s', which is not a network such as 10.0.0.0/8: %s"
                .formatted(property, text, wrong.getMessage()),
            wrong);
      }
    }
    return ranges;
  }
}
