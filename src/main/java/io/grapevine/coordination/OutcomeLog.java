package io.grapevine.coordination;

import io.grapevine.job.JobId;
import io.grapevine.job.SignedOutcome;
import io.grapevine.libp2p.peer.PeerId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/**
 * The latest outcomes that reached this peer. Of two outcomes for one job of one requester the
 * first is kept, whatever the second says. Safe for use by many threads.
 */
final class OutcomeLog {
  private final int sizeMax;
  private final LinkedHashMap<Key, HeardOutcome> outcomes = new LinkedHashMap<>();
  private long positions;

  /**
   * @param sizeMax most outcomes kept; the oldest goes first
   */
  OutcomeLog(int sizeMax) {
    this.sizeMax = sizeMax;
  }

  /** Takes an outcome in; false if the job has one already. */
  synchronized boolean add(SignedOutcome signed, Instant now) {
    Key key = new Key(signed.outcome().requester(), signed.outcome().job());
    if (outcomes.containsKey(key)) {
      return false;
    }
    outcomes.put(key, new HeardOutcome(++positions, now, signed));
    if (outcomes.size() > sizeMax) {
      outcomes.pollFirstEntry();
    }
    return true;
  }

  /** Part of the log, the newest first. */
  synchronized OutcomePage page(OutcomeQuery query) {
    List<HeardOutcome> page = new ArrayList<>();
    for (HeardOutcome outcome : outcomes.sequencedValues().reversed()) {
      if (outcome.position() >= query.before()) {
        continue;
      }
      if (page.size() == query.limit()) {
        return new OutcomePage(page, page.getLast().position());
      }
      page.add(outcome);
    }
    return new OutcomePage(page, null);
  }

  synchronized int size() {
    return outcomes.size();
  }

  /** Job ids are chosen by requesters, so the requester belongs to the name. */
  private record Key(PeerId requester, JobId job) {}
}
