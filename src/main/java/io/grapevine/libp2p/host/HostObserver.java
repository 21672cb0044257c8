package io.grapevine.libp2p.host;

/**
 * Counters hook of a host. Calls come from many threads and must be short and must not throw; one
 * call is made per event, in no promised order across connections.
 */
public interface HostObserver {
  /** Observes nothing. */
  HostObserver NOOP = new HostObserver() {};

  /** A connection finished its handshake. */
  default void connectionOpened(boolean outbound) {}

  /** A connection that was reported as opened has ended. */
  default void connectionClosed(boolean outbound) {}

  /** A stream agreed on its protocol. */
  default void streamOpened(String protocol, boolean outbound) {}

  /** A stream that was reported as opened has ended. */
  default void streamClosed(String protocol, boolean outbound) {}

  /** Bytes read from sockets, encryption included. */
  default void bytesIn(long bytes) {}

  /** Bytes written to sockets, encryption included. */
  default void bytesOut(long bytes) {}

  /** Something was turned away. */
  default void refused(Refusal reason) {}
}
