/**
 * The shared vocabulary of the protocol: what a job is ({@link io.grapevine.job.JobSpec}), how it
 * is offered ({@link io.grapevine.job.Offer}), answered ({@link io.grapevine.job.Bid}, {@link
 * io.grapevine.job.Refusal}), tried ({@link io.grapevine.job.AttemptId}) and ended ({@link
 * io.grapevine.job.Outcome}), and what is remembered of it ({@link io.grapevine.job.JobEvent},
 * folded into {@link io.grapevine.job.Job}). Values only.
 */
@NullMarked
package io.grapevine.job;

import org.jspecify.annotations.NullMarked;
