package io.grapevine.coordination;

import io.grapevine.job.Job;
import io.grapevine.job.JobId;
import java.time.Duration;
import java.util.List;

/** The answer to a request for work. */
public sealed interface Submission {

  /** The job is journalled, and under way or waiting for its turn. */
  record Accepted(Job job) implements Submission {}

  /** The same request came before under the same idempotency key; this is its job. */
  record Repeated(Job job) implements Submission {}

  /** The idempotency key was used for a different request. */
  record KeyConflict(JobId existing) implements Submission {}

  /** The payload does not fit the schema of the work type. Nothing was gossiped. */
  record InvalidPayload(List<PayloadError> errors) implements Submission {}

  /** A value is outside what this peer is configured to accept. */
  record OutOfRange(String field, String detail) implements Submission {}

  /** As many jobs as allowed are under way, and as many of this priority as may wait do. */
  record QueueFull(Duration retryAfter) implements Submission {}

  /** This client has as many jobs here as one may, or submits them too fast. */
  record OverQuota(String detail, Duration retryAfter) implements Submission {}

  /** The journal cannot keep a job now. Nothing was taken in. */
  record StorageUnavailable(Duration retryAfter) implements Submission {}

  /** This peer does not take requests: it only works, or it is about to stop. */
  record NotAccepting(String detail, Duration retryAfter) implements Submission {}
}
