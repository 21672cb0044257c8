package io.grapevine.libp2p.host;

import io.grapevine.libp2p.resources.ResourceLimits;
import io.grapevine.libp2p.transport.ConnectionTimes;
import io.grapevine.libp2p.yamux.YamuxConfig;
import java.time.Duration;

/**
 * Limits and times of a host. The defaults fit a coordinating peer with some hundred connections.
 *
 * @param limits what others can make the host hold
 * @param trimming when connections are given up
 * @param known how many peers it remembers
 * @param times how long for what
 * @param yamux limits of each connection's streams and buffers
 */
public record HostConfig(
    ResourceLimits limits, Trimming trimming, KnownPeers known, Times times, YamuxConfig yamux) {
  /** Limits and times as they are documented. */
  public static final HostConfig DEFAULT =
      new HostConfig(
          ResourceLimits.DEFAULT,
          Trimming.DEFAULT,
          KnownPeers.DEFAULT,
          Times.DEFAULT,
          YamuxConfig.DEFAULT);

  public HostConfig {
    if (trimming.above() > limits.connections().total()) {
      throw new IllegalArgumentException(
          "trimming has to begin below the limit of connections, which is "
              + limits.connections().total());
    }
  }

  /** The same with other limits; trimming begins at three quarters of the connections. */
  public HostConfig with(ResourceLimits other) {
    return new HostConfig(other, Trimming.below(other.connections().total()), known, times, yamux);
  }

  /** The same with another trimming. */
  public HostConfig with(Trimming other) {
    return new HostConfig(limits, other, known, times, yamux);
  }

  /** The same with other times. */
  public HostConfig with(Times other) {
    return new HostConfig(limits, trimming, known, other, yamux);
  }

  /** The same with other limits of each connection. */
  public HostConfig with(YamuxConfig other) {
    return new HostConfig(limits, trimming, known, times, other);
  }

  /** The same with another memory for peers. */
  public HostConfig with(KnownPeers other) {
    return new HostConfig(limits, trimming, other, times, yamux);
  }

  /**
   * When connections are given up to make room for others: from more than {@code above} down to
   * {@code downTo}. The least useful go first; protected peers and young connections stay.
   *
   * @param above connections that are tolerated (384)
   * @param downTo connections that are left by trimming (320), not more than {@code above}
   * @param grace age below which a connection is spared (30 s); may be zero
   */
  public record Trimming(int above, int downTo, Duration grace) {
    /** The figures given above. */
    public static final Trimming DEFAULT = below(ResourceLimits.DEFAULT.connections().total());

    public Trimming {
      if (downTo < 1 || above < downTo || grace.isNegative()) {
        throw new IllegalArgumentException(
            "trimming needs 1 <= downTo <= above and no negative grace, got %d, %d, %s"
                .formatted(downTo, above, grace));
      }
    }

    /** Begins at three quarters of a limit of connections and ends at five eighths. */
    public static Trimming below(int connections) {
      return new Trimming(
          Math.max(1, connections - connections / 4),
          Math.max(1, connections - connections / 4 - connections / 8),
          Duration.ofSeconds(30));
    }
  }

  /**
   * How many peers are remembered; all positive.
   *
   * @param peers whose addresses and protocols are kept (2048); connected ones are never dropped
   * @param addressesPerPeer addresses kept of each peer (16)
   */
  public record KnownPeers(int peers, int addressesPerPeer) {
    /** The figures given above. */
    public static final KnownPeers DEFAULT = new KnownPeers(2048, 16);

    public KnownPeers {
      if (peers < 1 || addressesPerPeer < 1) {
        throw new IllegalArgumentException("a host has to know one peer with one address at least");
      }
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
   * @param surplusLimit time that streams on a connection that was given up have to end (30 s)
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

    /** Those of each connection. */
    ConnectionTimes ofConnections() {
      return new ConnectionTimes(keepAlive, unresponsive, streamClose, goodbye);
    }

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
