package io.grapevine.coordination;

import io.grapevine.job.Job;
import io.grapevine.job.JobId;
import java.time.Duration;
import java.util.List;

/** The answer to a request for work. */
public sealed interface Submission {

  /** The job is journalled and under way. */
  record Accepted(Job job) implements Submission {}

  /** The same request came before under the same idempotency key; this is its job. */
  record Repeated(Job job) implements Submission {}

  /** The idempotency key was used for a different request. */
  record KeyConflict(JobId existing) implements Submission {}

  /** The payload does not fit the schema of the work type. Nothing was gossiped. */
  record InvalidPayload(List<PayloadError> errors) implements Submission {}

  /** A value is outside what this peer is configured to accept. */
  record OutOfRange(String field, String detail) implements Submission {}

  /** As many jobs as allowed are under way. */
  record QueueFull(Duration retryAfter) implements Submission {}

  /** This peer does not take requests: it only works, or it is about to stop. */
  record NotAccepting(String detail, Duration retryAfter) implements Submission {}
}
