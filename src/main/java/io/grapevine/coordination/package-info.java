/**
 * The driver of one peer. {@link io.grapevine.coordination.CoordinationService} is what clients of
 * this peer may ask; one loop thread owns every auction and the worker's desk and carries out their
 * effects through the ports {@link io.grapevine.coordination.JobNetwork}, {@link
 * io.grapevine.coordination.JobRunner} and {@link io.grapevine.coordination.JobJournal}; {@link
 * io.grapevine.coordination.CoordinationListener} watches.
 */
@NullMarked
package io.grapevine.coordination;

import org.jspecify.annotations.NullMarked;
