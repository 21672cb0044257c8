/**
 * What an operator sees of a peer. Everything here watches from outside: {@link
 * io.grapevine.observability.JobMeters}, {@link io.grapevine.observability.WorkerMeters} and {@link
 * io.grapevine.observability.JobLog} listen to coordination, {@link
 * io.grapevine.observability.HostMeters} and {@link io.grapevine.observability.GossipMeters} to the
 * libp2p stack, {@link io.grapevine.observability.PeerGauges} asks when it is asked. Every meter is
 * documented in {@link io.grapevine.observability.GrapevineMeter}.
 */
@NullMarked
package io.grapevine.observability;

import org.jspecify.annotations.NullMarked;
