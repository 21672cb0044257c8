package io.grapevine.libp2p.resources;

/**
 * What a host holds at one moment.
 *
 * @param inboundConnections connections that others dialled
 * @param outboundConnections connections that this host dialled
 * @param handshakes inbound handshakes under way
 * @param dials dials under way or waiting
 * @param inboundStreams streams that others opened
 * @param outboundStreams streams that this host opened
 */
public record ResourceSnapshot(
    int inboundConnections,
    int outboundConnections,
    int handshakes,
    int dials,
    int inboundStreams,
    int outboundStreams) {}
