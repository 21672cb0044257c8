package io.grapevine.worker;

import io.grapevine.job.Load;
import io.grapevine.job.WorkType;
import io.grapevine.libp2p.peer.PeerId;
import java.time.Duration;

/** What those who answer offers must know of the rest of the desk. */
interface DeskView {
  /** Whether no new work is taken any more. */
  boolean isDraining();

  /** How busy the worker is at this moment. */
  Load load();

  /** How long a newcomer to the queue would wait for a slot. */
  Duration expectedWait(WorkType type);

  /** How many seats the attempts of this requester have. */
  int attemptsOf(PeerId requester);
}
