/**
 * Real peers in processes of their own that are killed, frozen, stopped and cut off at random while
 * clients go on asking. {@link io.grapevine.chaos.ChaosIT} runs them and judges what became of the
 * jobs; {@link io.grapevine.chaos.Cluster} has the processes, {@link io.grapevine.chaos.Nemesis}
 * the faults, {@link io.grapevine.chaos.Clients} the jobs, and {@link io.grapevine.chaos.Audit}
 * what the workers themselves wrote down about their runs. The system properties {@code
 * chaos.duration} (ISO 8601) and {@code chaos.seed} say how long and which faults; the README has a
 * command. {@link io.grapevine.chaos.TakeOverIT} uses the same processes to have one requester take
 * over what another one left, and {@link io.grapevine.chaos.StoreOutageIT} to have them lose their
 * database for a while.
 */
@NullMarked
package io.grapevine.chaos;

import org.jspecify.annotations.NullMarked;
