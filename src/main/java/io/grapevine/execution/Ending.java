package io.grapevine.execution;

import io.grapevine.job.Content;
import io.grapevine.job.Failure;
import io.grapevine.job.Usage;

/** How a run ended. */
sealed interface Ending {
  /** With a result. */
  record Completed(Content result, Usage usage) implements Ending {}

  /** Without. */
  record Failed(Failure failure) implements Ending {}
}
