package io.grapevine.config;

import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How this peer meets others.
 *
 * @param listen multiaddrs at which to listen
 * @param announce multiaddrs told to others in place of the ones at which this peer listens, for
 *     use behind address translation
 * @param bootstrap multiaddrs of peers to join, with or without their /p2p part; a /dns4 or /dns6
 *     name may stand for many peers
 * @param mdns whether to find peers on the local network by multicast DNS
 * @param alone whether this peer is ready without any other peer
 * @param connectionsMax most connections at once
 */
@ConfigurationProperties("grapevine.network")
public record NetworkProperties(
    @DefaultValue("/ip4/0.0.0.0/tcp/4001") List<String> listen,
    @DefaultValue List<String> announce,
    @DefaultValue List<String> bootstrap,
    @DefaultValue("true") boolean mdns,
    @DefaultValue("false") boolean alone,
    @DefaultValue("512") int connectionsMax) {

  /**
   * Checks the bounds; addresses are checked when they are parsed, which names the one at fault.
   */
  public NetworkProperties {
    Checks.atLeast("grapevine.network.connections-max", connectionsMax, 1);
    listen = List.copyOf(listen);
    announce = List.copyOf(announce);
    bootstrap = List.copyOf(bootstrap);
  }
}
