/**
 * The worker's side of a peer as a pure state machine: which offers to bid for, which slots are
 * held for bids, which attempts run, and which results wait to be acknowledged. {@link
 * io.grapevine.worker.WorkerEvent} goes in with the time, {@link io.grapevine.worker.WorkerEffect}
 * comes out.
 */
@NullMarked
package io.grapevine.worker;

import org.jspecify.annotations.NullMarked;
