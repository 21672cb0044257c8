/**
 * How the auction scales, and how it does against walking a list of workers: thousands of peers in
 * one process and in virtual time. {@link io.grapevine.simulation.scale.Auctions} runs the
 * production cores of all peers over links and gossip of a {@link
 * io.grapevine.simulation.scale.Terrain}; {@link io.grapevine.simulation.scale.Ideal} is the
 * scheduler that knows everything, {@link io.grapevine.simulation.scale.ListWalking} a model of the
 * selection that the auction replaces. All three get the same {@link
 * io.grapevine.simulation.scale.Demand} and are judged by the same {@link
 * io.grapevine.simulation.scale.Figures}. {@link io.grapevine.simulation.scale.ScaleSimulation}
 * prints the tables.
 */
@NullMarked
package io.grapevine.simulation.scale;

import org.jspecify.annotations.NullMarked;
