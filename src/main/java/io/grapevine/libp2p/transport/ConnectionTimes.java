package io.grapevine.libp2p.transport;

import java.time.Duration;

/**
 * Times of one connection.
 *
 * @param keepAlive silence of the remote after which it is pinged
 * @param unresponsive silence of the remote, or time within one write, after which the connection
 *     is closed; longer than keepAlive
 * @param streamClose time that the remote has to end its direction of a stream that we closed
 * @param goodbye time for sending what is queued when the connection is closed in order
 */
public record ConnectionTimes(
    Duration keepAlive, Duration unresponsive, Duration streamClose, Duration goodbye) {
  public ConnectionTimes {
    for (Duration time : new Duration[] {keepAlive, unresponsive, streamClose, goodbye}) {
      if (time.isNegative() || time.isZero()) {
        throw new IllegalArgumentException("times of a connection must be positive: " + time);
      }
    }
    if (unresponsive.compareTo(keepAlive) <= 0) {
      throw new IllegalArgumentException("unresponsive must be longer than keepAlive");
    }
  }
}
