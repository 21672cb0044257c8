package io.grapevine.coordination;

import java.time.Instant;
import java.util.Optional;

/** Something on the loop thread that wants to be called at a certain time. */
interface Timed {
  /** When; empty if there is nothing to wait for. */
  Optional<Instant> nextDeadline();

  /** The deadline has come. Called once per pass of the loop at most. */
  void deadlineReached(Instant now);
}
