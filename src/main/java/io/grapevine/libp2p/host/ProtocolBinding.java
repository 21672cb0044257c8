package io.grapevine.libp2p.host;

import java.util.Objects;

/**
 * A protocol that a host serves.
 *
 * @param protocolId exact id, as negotiated by multistream-select, at most {@value #MAX_ID_BYTES}
 *     ASCII characters, starts with a slash
 * @param inboundStreamsPerPeer how many streams of this protocol one peer may have open towards us;
 *     the next one is reset and counted
 * @param handler serves each stream
 */
public record ProtocolBinding(String protocolId, int inboundStreamsPerPeer, StreamHandler handler) {
  /** Longest protocol id; leaves room below the 1024 bytes of a multistream frame. */
  public static final int MAX_ID_BYTES = 256;

  public ProtocolBinding {
    Objects.requireNonNull(handler, "handler");
    if (!protocolId.startsWith("/") || protocolId.length() > MAX_ID_BYTES) {
      throw new IllegalArgumentException(
          "protocol id must start with '/' and have at most 256 characters: " + protocolId);
    }
    if (protocolId.chars().anyMatch(c -> c <= ' ' || c > '~')) {
      throw new IllegalArgumentException("protocol id must be visible ASCII: " + protocolId);
    }
    if (inboundStreamsPerPeer < 1) {
      throw new IllegalArgumentException(
          "inboundStreamsPerPeer must be positive: " + inboundStreamsPerPeer);
    }
  }
}
