/**
 * A deterministic world in which the production cores of many peers meet every fault that a network
 * and other peers can bring. {@link io.grapevine.simulation.Simulation} draws a world from a seed,
 * {@link io.grapevine.simulation.World} is its time, {@link io.grapevine.simulation.Network} its
 * links, {@link io.grapevine.simulation.SimulatedPeer} one peer with its {@link
 * io.grapevine.simulation.Disk}, and {@link io.grapevine.simulation.Safety} watches every step of
 * all of them.
 */
@NullMarked
package io.grapevine.simulation;

import org.jspecify.annotations.NullMarked;
