package io.grapevine.config;

import io.grapevine.libp2p.host.HostConfig;
import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How this peer meets others.
 *
 * @param listen multiaddrs at which to listen
 * @param announce multiaddrs told to others in place of the ones at which this peer listens, for
 *     use behind address translation
 * @param announceObserved whether to tell others also the addresses at which several of them agree
 *     to see this peer; has no effect if announce is set, and can be misled by enough peers that
 *     lie alike
 * @param bootstrap multiaddrs of peers to join, with or without their /p2p part; a /dns4 or /dns6
 *     name may stand for many peers, and /dnsaddr for those in its TXT records
 * @param mdns whether to find peers on the local network by multicast DNS
 * @param alone whether this peer is ready without any other peer
 * @param connectionsMax most connections at once; inbound ones beyond are refused
 * @param connectionsHigh from more connections than this on the least useful ones are given up; 0
 *     means three quarters of connections-max
 * @param connectionsLow connections that are left then; 0 means five eighths of connections-max, or
 *     connections-high if that is less
 * @param connectionsGrace age below which a connection is not given up
 */
@ConfigurationProperties("grapevine.network")
public record NetworkProperties(
    @DefaultValue("/ip4/0.0.0.0/tcp/4001") List<String> listen,
    @DefaultValue List<String> announce,
    @DefaultValue("false") boolean announceObserved,
    @DefaultValue List<String> bootstrap,
    @DefaultValue("true") boolean mdns,
    @DefaultValue("false") boolean alone,
    @DefaultValue("512") int connectionsMax,
    @DefaultValue("0") int connectionsHigh,
    @DefaultValue("0") int connectionsLow,
    @DefaultValue("30s") Duration connectionsGrace) {

  /**
   * Checks the bounds; addresses are checked when they are parsed, which names the one at fault.
   */
  public NetworkProperties {
    Checks.atLeast("grapevine.network.connections-max", connectionsMax, 1);
    Checks.atLeast("grapevine.network.connections-high", connectionsHigh, 0);
    Checks.atLeast("grapevine.network.connections-low", connectionsLow, 0);
    Checks.notAbove(
        "grapevine.network.connections-high",
        connectionsHigh,
        "grapevine.network.connections-max",
        connectionsMax);
    Checks.notAbove(
        "grapevine.network.connections-low",
        connectionsLow,
        connectionsHigh > 0
            ? "grapevine.network.connections-high"
            : "grapevine.network.connections-max",
        connectionsHigh > 0 ? connectionsHigh : connectionsMax);
    if (connectionsGrace.isNegative()) {
      throw new IllegalArgumentException(
          "grapevine.network.connections-grace is %s; it may not be negative"
              .formatted(connectionsGrace));
    }
    listen = List.copyOf(listen);
    announce = List.copyOf(announce);
    bootstrap = List.copyOf(bootstrap);
  }

  /** When connections are given up. */
  HostConfig.Trimming toTrimming() {
    HostConfig.Trimming usual = HostConfig.Trimming.below(connectionsMax);
    int high = connectionsHigh == 0 ? Math.max(usual.above(), connectionsLow) : connectionsHigh;
    int low = connectionsLow == 0 ? Math.min(usual.downTo(), high) : connectionsLow;
    return new HostConfig.Trimming(high, low, connectionsGrace);
  }
}
