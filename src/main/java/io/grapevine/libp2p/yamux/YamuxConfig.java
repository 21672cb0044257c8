package io.grapevine.libp2p.yamux;

/**
 * Limits of one session. A receive window starts at {@link #WINDOW_BYTES}, which the specification
 * fixes.
 *
 * @param maxInboundStreams streams that the remote may have open; a further SYN is answered with
 *     RST
 * @param maxOutboundStreams streams that this side may have open
 * @param maxUnacknowledged streams of one direction that may wait for their acknowledgement (the
 *     specification's backlog)
 * @param maxFrameBody largest data frame sent, in bytes; small enough that streams take turns
 *     within one encrypted frame
 * @param maxPendingPerStream bytes that a stream may hold back for sending
 * @param maxPendingPerSession bytes that all streams together may hold back; past it each still
 *     gets {@code minPendingPerStream}
 * @param minPendingPerStream room that a stream has even if others use up the session's
 * @param maxReceiveWindow to what the window of a stream may grow, in bytes: with a round trip of
 *     50 ms, 4 MiB let 80 MiB a second pass
 * @param maxUnreadPerSession received bytes that all streams together may hold unread; the stream
 *     that passes it is reset
 * @param maxQueuedResets RST frames waiting to be sent; a remote that causes more without reading
 *     them breaks the protocol
 */
public record YamuxConfig(
    int maxInboundStreams,
    int maxOutboundStreams,
    int maxUnacknowledged,
    int maxFrameBody,
    int maxPendingPerStream,
    int maxPendingPerSession,
    int minPendingPerStream,
    int maxReceiveWindow,
    int maxUnreadPerSession,
    int maxQueuedResets) {
  /** What each side may send on a new stream before the first window update, in bytes. */
  public static final int WINDOW_BYTES = 256 * 1024;

  /** Limits for a coordinating peer: many short streams, few bulk transfers. */
  public static final YamuxConfig DEFAULT =
      new YamuxConfig(
          1024, 1024, 256, 16 * 1024, 64 * 1024, 4 << 20, 4 * 1024, 4 << 20, 16 << 20, 4096);

  public YamuxConfig {
    requirePositive("maxInboundStreams", maxInboundStreams);
    requirePositive("maxOutboundStreams", maxOutboundStreams);
    requirePositive("maxUnacknowledged", maxUnacknowledged);
    requirePositive("maxFrameBody", maxFrameBody);
    requirePositive("minPendingPerStream", minPendingPerStream);
    requirePositive("maxQueuedResets", maxQueuedResets);
    if (maxPendingPerStream < minPendingPerStream || maxPendingPerSession < maxPendingPerStream) {
      throw new IllegalArgumentException(
          "pending bytes need minPerStream <= maxPerStream <= maxPerSession, got %d, %d, %d"
              .formatted(minPendingPerStream, maxPendingPerStream, maxPendingPerSession));
    }
    if (maxReceiveWindow < WINDOW_BYTES) {
      throw new IllegalArgumentException(
          "maxReceiveWindow must not be below the first window: " + maxReceiveWindow);
    }
    if (maxUnreadPerSession < WINDOW_BYTES) {
      throw new IllegalArgumentException(
          "maxUnreadPerSession must hold one window: " + maxUnreadPerSession);
    }
  }

  private static void requirePositive(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " must be positive: " + value);
    }
  }
}
