package io.grapevine.libp2p.host;

/**
 * Why a host turned something away: told apart from failures, because a stream that is reset in
 * silence is hard to explain.
 */
public enum Refusal {
  /** A connection beyond the limit of all connections. */
  CONNECTION_LIMIT,
  /** A connection beyond the limit of connections with one peer. */
  CONNECTIONS_PER_PEER_LIMIT,
  /** An inbound connection while as many handshakes as allowed were under way. */
  HALF_OPEN_LIMIT,
  /** An inbound connection that did not finish its handshake, in time or at all. */
  HANDSHAKE_FAILED,
  /** The gater denied an address or a peer. */
  GATED,
  /** An inbound stream beyond the limit of its connection. */
  STREAM_LIMIT,
  /** An inbound stream beyond the limit of its protocol and peer. */
  STREAMS_PER_PROTOCOL_LIMIT,
  /** A stream that received more than its connection may keep unread. */
  BUFFER_LIMIT,
  /** An inbound stream whose protocol negotiation failed or took too long. */
  NEGOTIATION_FAILED,
  /** The handler of an inbound stream threw. */
  HANDLER_FAILED,
  /** A connection ended because the remote broke the multiplexer's protocol. */
  PROTOCOL_VIOLATION,
  /** A connection ended because the remote took no bytes, or answered no ping, for too long. */
  UNRESPONSIVE,
}
