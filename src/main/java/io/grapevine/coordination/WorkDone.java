package io.grapevine.coordination;

import io.grapevine.libp2p.peer.PeerId;
import java.time.Duration;

/** How much workers have done of late, for a selection that wants to be fair. */
@FunctionalInterface
public interface WorkDone {
  /** Nobody has done anything. */
  WorkDone NONE = _ -> Duration.ZERO;

  /**
   * Run time of the work that a worker has done, as its receipts state it, old work counting less
   * and less. Cheap, and safe for use by many threads.
   */
  Duration of(PeerId worker);
}
