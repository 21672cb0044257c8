package io.grapevine.libp2p.host;

import io.grapevine.libp2p.yamux.YamuxConfig;
import java.time.Duration;
import java.util.Map;

/**
 * Limits and times of a host. The defaults fit a coordinating peer with some hundred connections.
 *
 * @param limits how many of what
 * @param times how long for what
 * @param yamux limits of each connection's streams and buffers
 */
public record HostConfig(Limits limits, Times times, YamuxConfig yamux) {
  /** Limits and times as they are documented. */
  public static final HostConfig DEFAULT =
      new HostConfig(Limits.DEFAULT, Times.DEFAULT, YamuxConfig.DEFAULT);

  /**
   * How many of what; what is above is refused and counted.
   *
   * @param connections connections of both directions (512)
   * @param connectionsPerPeer connections with one peer (8); more than one is normal for a moment
   *     when both dial
   * @param halfOpenInbound inbound connections whose handshake is not finished (256)
   * @param dials dials under way at once (64); further ones wait
   * @param knownPeers peers whose addresses and protocols are kept (2048); connected ones are never
   *     dropped
   * @param addressesPerPeer addresses kept of each peer (16)
   */
  public record Limits(
      int connections,
      int connectionsPerPeer,
      int halfOpenInbound,
      int dials,
      int knownPeers,
      int addressesPerPeer) {
    /** The limits given above. */
    public static final Limits DEFAULT = new Limits(512, 8, 256, 64, 2048, 16);

    public Limits {
      requirePositive(
          Map.of(
              "connections", connections,
              "connectionsPerPeer", connectionsPerPeer,
              "halfOpenInbound", halfOpenInbound,
              "dials", dials,
              "knownPeers", knownPeers,
              "addressesPerPeer", addressesPerPeer));
      if (connectionsPerPeer < 2) {
        throw new IllegalArgumentException(
            "connectionsPerPeer must be at least 2, because both ends may dial at once");
      }
    }

    private static void requirePositive(Map<String, Integer> values) {
      values.forEach(
          (name, value) -> {
            if (value < 1) {
              throw new IllegalArgumentException(name + " must be positive: " + value);
            }
          });
    }
  }

  /**
   * How long for what; all positive.
   *
   * @param connect TCP connect to one address (5 s)
   * @param handshake negotiation and Noise on a connected socket, all together (10 s)
   * @param dial one dial with all its addresses (15 s)
   * @param addressStagger head start of an address before the next one is tried too (250 ms)
   * @param negotiation protocol negotiation on a stream (10 s)
   * @param identify one Identify exchange (10 s)
   * @param pushDelay from a change of our protocols or addresses to its push (1 s)
   * @param surplusGrace age at which a second connection to a peer is given up (5 s)
   * @param surplusLimit time that streams on such a connection have to end (30 s)
   * @param keepAlive silence after which a peer is pinged (15 s)
   * @param unresponsive silence after which a connection is closed (45 s)
   * @param streamClose time the remote has to end its direction of a stream closed by us (10 s)
   * @param goodbye time for sending what is queued when a connection is closed (1 s)
   * @param addressLife how long an address that a peer told us is kept (1 h)
   */
  public record Times(
      Duration connect,
      Duration handshake,
      Duration dial,
      Duration addressStagger,
      Duration negotiation,
      Duration identify,
      Duration pushDelay,
      Duration surplusGrace,
      Duration surplusLimit,
      Duration keepAlive,
      Duration unresponsive,
      Duration streamClose,
      Duration goodbye,
      Duration addressLife) {
    /** The times given above. */
    public static final Times DEFAULT =
        new Times(
            Duration.ofSeconds(5),
            Duration.ofSeconds(10),
            Duration.ofSeconds(15),
            Duration.ofMillis(250),
            Duration.ofSeconds(10),
            Duration.ofSeconds(10),
            Duration.ofSeconds(1),
            Duration.ofSeconds(5),
            Duration.ofSeconds(30),
            Duration.ofSeconds(15),
            Duration.ofSeconds(45),
            Duration.ofSeconds(10),
            Duration.ofSeconds(1),
            Duration.ofHours(1));

    public Times {
      Duration[] all = {
        connect,
        handshake,
        dial,
        addressStagger,
        negotiation,
        identify,
        pushDelay,
        surplusGrace,
        surplusLimit,
        keepAlive,
        unresponsive,
        streamClose,
        goodbye,
        addressLife
      };
      for (Duration time : all) {
        if (time.isNegative() || time.isZero()) {
          throw new IllegalArgumentException("times of a host must be positive: " + time);
        }
      }
      if (unresponsive.compareTo(keepAlive) <= 0) {
        throw new IllegalArgumentException("unresponsive must be longer than keepAlive");
      }
    }
  }
}
