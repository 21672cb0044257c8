/**
 * A deterministic world in which hundreds to thousands of production gossip routers talk to each
 * other in production bytes over links that delay, lose and break, among attackers. {@link
 * io.grapevine.libp2p.gossip.simulation.Scenario} says what is played, {@link
 * io.grapevine.libp2p.gossip.simulation.Simulation} plays it, {@link
 * io.grapevine.libp2p.gossip.simulation.World} is its time, {@link
 * io.grapevine.libp2p.gossip.simulation.Network} its links, {@link
 * io.grapevine.libp2p.gossip.simulation.SimulatedPeer} one honest peer, {@link
 * io.grapevine.libp2p.gossip.simulation.Sybil} one attacker, and {@link
 * io.grapevine.libp2p.gossip.simulation.Tally} counts. {@link
 * io.grapevine.libp2p.gossip.simulation.GossipSimulation} is the command.
 */
@NullMarked
package io.grapevine.libp2p.gossip.simulation;

import org.jspecify.annotations.NullMarked;
