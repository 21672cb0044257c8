package io.grapevine.libp2p.resources;

/** The limits of what is counted one by one. */
public enum Limit {
  /** Connections of both directions. */
  CONNECTIONS("connections are open"),
  /** Connections that others dialled. */
  INBOUND_CONNECTIONS("inbound connections are open"),
  /** Connections that this host dialled. */
  OUTBOUND_CONNECTIONS("outbound connections are open"),
  /** Connections with one peer. */
  CONNECTIONS_PER_PEER("connections are open with"),
  /** Inbound connections from one source address. */
  CONNECTIONS_PER_SOURCE("inbound connections are open from"),
  /** Inbound connections whose handshake is under way. */
  HANDSHAKES("inbound handshakes are under way"),
  /** The same from one source address. */
  HANDSHAKES_PER_SOURCE("inbound handshakes are under way from"),
  /** Dials under way or waiting to start. */
  DIALS("dials are under way or waiting"),
  /** Streams of all connections that others opened. */
  INBOUND_STREAMS("inbound streams are open"),
  /** Streams of all connections that this host opened. */
  OUTBOUND_STREAMS("outbound streams are open"),
  /** Streams that one peer opened. */
  INBOUND_STREAMS_PER_PEER("inbound streams are open from"),
  /** Streams that this host opened to one peer. */
  OUTBOUND_STREAMS_PER_PEER("outbound streams are open to"),
  /** Inbound streams of one protocol. */
  STREAMS_PER_PROTOCOL("inbound streams are open of"),
  /** Inbound streams of one protocol of one peer. */
  STREAMS_PER_PROTOCOL_AND_PEER("inbound streams are open of");

  private final String words;

  Limit(String words) {
    this.words = words;
  }

  String sentence(int count, String scope) {
    return scope.isEmpty() ? count + " " + words : count + " " + words + " " + scope;
  }
}
