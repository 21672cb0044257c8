/**
 * The worker's side of a peer as a pure state machine: which offers to bid for, which slots are
 * held for bids, which attempts run, and which results wait to be acknowledged. {@link
 * io.grapevine.worker.WorkerEvent} goes in with the time, {@link io.grapevine.worker.WorkerEffect}
 * comes out. {@link io.grapevine.worker.WorkerDesk} is the door; behind it {@link
 * io.grapevine.worker.Bidding} answers offers, {@link io.grapevine.worker.Attempts} has awards
 * done, and {@link io.grapevine.worker.CapacityLedger} sees that both share the slots.
 */
@NullMarked
package io.grapevine.worker;

import org.jspecify.annotations.NullMarked;
