/**
 * The accounts of what others can make a host hold, and the limits of these accounts. One {@link
 * io.grapevine.libp2p.resources.Resources} stands for one host; below it there are scopes for each
 * peer, each source address and each protocol. Connections, handshakes, dials and streams are
 * counted one by one: whoever takes one gets a {@link io.grapevine.libp2p.resources.Reservation} to
 * be closed, or a {@link io.grapevine.libp2p.resources.LimitReached} that says which limit stands
 * in the way. Nothing here waits, logs or reads a clock.
 *
 * <p>Bytes are shared out by {@link io.grapevine.libp2p.resources.ByteBudget}: a peer may hold no
 * more than is still free. A remote may send what its windows allow, and all windows together are
 * larger than any memory, so credit that was given must be revocable: a peer that reaches its share
 * gets no further credit from half of it on, may open no further streams, and the stream whose
 * bytes do not fit any more is reset. Those who came early may hold more than is left for the ones
 * that come late; when seven eighths of the budget are used, streams of whoever holds the most are
 * reset until they are not. So a peer that holds little finds room again, whatever others do. Bytes
 * below 8 KiB per connection are not counted, which keeps the traffic of quiet connections off the
 * shared counters.
 */
@NullMarked
package io.grapevine.libp2p.resources;

import org.jspecify.annotations.NullMarked;
