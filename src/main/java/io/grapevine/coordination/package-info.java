/**
 * The driver of one peer. {@link io.grapevine.coordination.CoordinationService} is what clients of
 * this peer may ask; one loop thread owns every auction and the worker's desk and carries out their
 * effects through the ports {@link io.grapevine.coordination.JobNetwork}, {@link
 * io.grapevine.coordination.JobRunner} and {@link io.grapevine.coordination.JobJournal}; {@link
 * io.grapevine.coordination.CoordinationListener} watches. The loop never waits for the journal,
 * but effects do, three times in the life of a job: it is accepted and awarded only when its
 * submission is durable, a worker has the payload only when the award is, and the worker may forget
 * its result and the world hears of the outcome only when that is. Meanwhile the offer is out, and
 * the chosen worker is dialled.
 */
@NullMarked
package io.grapevine.coordination;

import org.jspecify.annotations.NullMarked;
