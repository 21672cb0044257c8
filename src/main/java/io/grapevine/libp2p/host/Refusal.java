package io.grapevine.libp2p.host;

import io.grapevine.libp2p.resources.Limit;

/**
 * Why a host turned something away. Limits are told apart from failures, because a stream that is
 * reset in silence is hard to explain.
 */
public enum Refusal {
  /** A connection beyond the limit of all connections, or of all of its direction. */
  CONNECTION_LIMIT(Kind.LIMIT),
  /** A connection beyond the limit of connections with one peer. */
  CONNECTIONS_PER_PEER_LIMIT(Kind.LIMIT),
  /** An inbound connection beyond the limit of its source address. */
  CONNECTIONS_PER_SOURCE_LIMIT(Kind.LIMIT),
  /** An inbound connection while as many handshakes as allowed were under way. */
  HALF_OPEN_LIMIT(Kind.LIMIT),
  /** The same for the handshakes of one source address. */
  HALF_OPEN_PER_SOURCE_LIMIT(Kind.LIMIT),
  /** A dial while too many were under way or waiting. */
  DIAL_LIMIT(Kind.LIMIT),
  /** A stream beyond the limit of its connection, or of all connections. */
  STREAM_LIMIT(Kind.LIMIT),
  /** A stream beyond the limit of its peer. */
  STREAMS_PER_PEER_LIMIT(Kind.LIMIT),
  /** An inbound stream beyond the limit of its protocol, or of its protocol and peer. */
  STREAMS_PER_PROTOCOL_LIMIT(Kind.LIMIT),
  /** A stream whose bytes its connection, its peer or the host could not hold any more. */
  BUFFER_LIMIT(Kind.LIMIT),
  /** A connection that was given up because others are more useful. */
  TRIMMED(Kind.LIMIT),
  /** The gater denied an address or a peer. */
  GATED(Kind.POLICY),
  /** An inbound connection that did not finish its handshake, in time or at all. */
  HANDSHAKE_FAILED(Kind.FAILURE),
  /** An inbound stream whose protocol negotiation failed or took too long. */
  NEGOTIATION_FAILED(Kind.FAILURE),
  /** The handler of an inbound stream threw. */
  HANDLER_FAILED(Kind.FAILURE),
  /**
   * A connection ended because the remote broke the multiplexer's protocol, or sent what does not
   * decrypt.
   */
  PROTOCOL_VIOLATION(Kind.FAILURE),
  /** A connection ended because the remote took no bytes, or answered no ping, for too long. */
  UNRESPONSIVE(Kind.FAILURE);

  /** What stands behind a refusal. */
  public enum Kind {
    /** There was no room. */
    LIMIT,
    /** It is not wanted. */
    POLICY,
    /** It went wrong. */
    FAILURE,
  }

  private final Kind kind;

  Refusal(Kind kind) {
    this.kind = kind;
  }

  /** What stands behind it. */
  public Kind kind() {
    return kind;
  }

  static Refusal of(Limit limit) {
    return switch (limit) {
      case CONNECTIONS, INBOUND_CONNECTIONS, OUTBOUND_CONNECTIONS -> CONNECTION_LIMIT;
      case CONNECTIONS_PER_PEER -> CONNECTIONS_PER_PEER_LIMIT;
      case CONNECTIONS_PER_SOURCE -> CONNECTIONS_PER_SOURCE_LIMIT;
      case HANDSHAKES -> HALF_OPEN_LIMIT;
      case HANDSHAKES_PER_SOURCE -> HALF_OPEN_PER_SOURCE_LIMIT;
      case DIALS -> DIAL_LIMIT;
      case INBOUND_STREAMS, OUTBOUND_STREAMS -> STREAM_LIMIT;
      case INBOUND_STREAMS_PER_PEER, OUTBOUND_STREAMS_PER_PEER -> STREAMS_PER_PEER_LIMIT;
      case STREAMS_PER_PROTOCOL, STREAMS_PER_PROTOCOL_AND_PEER -> STREAMS_PER_PROTOCOL_LIMIT;
    };
  }
}
