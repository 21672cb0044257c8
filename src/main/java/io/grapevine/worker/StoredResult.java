package io.grapevine.worker;

import io.grapevine.job.Digest;
import io.grapevine.job.Usage;
import java.time.Instant;

/**
 * What is known of a result that is kept without looking at its bytes.
 *
 * @param assignment whose it is
 * @param digest of its bytes
 * @param size in bytes
 * @param usage what it cost
 * @param since when it was done
 */
public record StoredResult(
    Assignment assignment, Digest digest, long size, Usage usage, Instant since) {
  StoredResult notAfter(Instant latest) {
    return since.isAfter(latest) ? new StoredResult(assignment, digest, size, usage, latest) : this;
  }
}
