package io.grapevine.coordination;

import io.grapevine.job.BatchFigures;
import io.grapevine.job.JobId;
import java.util.Optional;

/**
 * What a client may ask about batches beside what it may ask about any job: a batch is submitted,
 * found, listed, awaited and called off as a job whose payload is one item per line. Safe for use
 * by many threads.
 */
public interface BatchService {
  /** How far a batch is; empty if there is no such batch. */
  Optional<BatchFigures> figures(JobId batch);

  /** What became of its items, from the beginning; empty if there is no such batch. */
  Optional<BatchLines> lines(JobId batch);
}
