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
 * @param bufferedBytes bytes of streams, received and unread or written and unsent
 * @param gossipBytes bytes of messages that wait to be written to subscribers
 */
public record ResourceSnapshot(
    int inboundConnections,
    int outboundConnections,
    int handshakes,
    int dials,
    int inboundStreams,
    int outboundStreams,
    long bufferedBytes,
    long gossipBytes) {}
