package io.grapevine.libp2p.discovery;

import io.grapevine.libp2p.multiformats.Multiaddr;
import java.time.Duration;
import java.util.List;

/**
 * Where to look for peers, and the limits of looking.
 *
 * @param bootstrap addresses to begin with; each is plain TCP behind an IP address or a DNS name,
 *     or a /dnsaddr name, with or without the peer at its end, at most 64 of them
 * @param mdns whether to announce this peer on the local network and to look for others there
 * @param connectionsTarget from this number of connected peers on nobody is dialled but the
 *     configured literal addresses
 * @param dialsMax dials under way at a time
 * @param dialLimit longest duration of one dial
 * @param backoff pauses between dials of a peer that cannot be reached
 * @param resolveInterval pause between resolutions of a name while somebody is connected
 * @param resolveIntervalAlone the same while nobody is connected
 * @param candidatesMax candidates remembered at a time
 */
public record DiscoveryConfig(
    List<Multiaddr> bootstrap,
    boolean mdns,
    int connectionsTarget,
    int dialsMax,
    Duration dialLimit,
    Backoff backoff,
    Duration resolveInterval,
    Duration resolveIntervalAlone,
    int candidatesMax) {

  private static final int BOOTSTRAP_MAX = 64;

  /**
   * @throws IllegalArgumentException if an address is not one that this host can dial, or a number
   *     or duration is not positive
   */
  public DiscoveryConfig {
    bootstrap = List.copyOf(bootstrap);
    if (bootstrap.size() > BOOTSTRAP_MAX) {
      throw new IllegalArgumentException(
          "%d bootstrap addresses are configured, at most %d are allowed"
              .formatted(bootstrap.size(), BOOTSTRAP_MAX));
    }
    bootstrap.forEach(DiscoveryConfig::requireDialable);
    requirePositive("connectionsTarget", connectionsTarget);
    requirePositive("dialsMax", dialsMax);
    requirePositive("candidatesMax", candidatesMax);
    requirePositive("dialLimit", dialLimit.toMillis());
    requirePositive("resolveInterval", resolveInterval.toMillis());
    requirePositive("resolveIntervalAlone", resolveIntervalAlone.toMillis());
  }

  /** The usual limits: 20 peers wanted, 8 dials at a time, 10 s each, names asked every 30 s. */
  public static DiscoveryConfig of(List<Multiaddr> bootstrap, boolean mdns) {
    return new DiscoveryConfig(
        bootstrap,
        mdns,
        20,
        8,
        Duration.ofSeconds(10),
        new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(1)),
        Duration.ofSeconds(30),
        Duration.ofSeconds(3),
        1024);
  }

  /** The same for a host that wants fewer peers at most. */
  public DiscoveryConfig wantingAtMost(int peers) {
    return new DiscoveryConfig(
        bootstrap,
        mdns,
        Math.min(connectionsTarget, peers),
        dialsMax,
        dialLimit,
        backoff,
        resolveInterval,
        resolveIntervalAlone,
        candidatesMax);
  }

  private static void requireDialable(Multiaddr address) {
    boolean dnsaddr = DnsAddr.matches(address) && address.withoutPeer().components().size() == 1;
    if (!dnsaddr && (DnsAddr.matches(address) || !address.isPlainTcp())) {
      throw new IllegalArgumentException(
          ("bootstrap address %s is neither /ip4, /ip6, /dns, /dns4 or /dns6 with /tcp behind it,"
                  + " nor /dnsaddr with at most /p2p behind it")
              .formatted(address));
    }
  }

  private static void requirePositive(String name, long value) {
    if (value <= 0) {
      throw new IllegalArgumentException(name + " is not positive: " + value);
    }
  }
}
