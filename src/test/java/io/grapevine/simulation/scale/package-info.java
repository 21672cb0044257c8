/**
 * How the auction scales: thousands of peers in one process and in virtual time. {@link
 * io.grapevine.simulation.scale.Auctions} runs the production cores of all peers over links and
 * gossip of a {@link io.grapevine.simulation.scale.Terrain}; {@link
 * io.grapevine.simulation.scale.Ideal} is the scheduler that knows everything. Both get the same
 * {@link io.grapevine.simulation.scale.Demand} and are judged by the same {@link
 * io.grapevine.simulation.scale.Figures}. {@link io.grapevine.simulation.scale.ScaleSimulation}
 * prints the tables.
 */
@NullMarked
package io.grapevine.simulation.scale;

import org.jspecify.annotations.NullMarked;
