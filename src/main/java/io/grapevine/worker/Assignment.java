package io.grapevine.worker;

import io.grapevine.job.AttemptId;
import io.grapevine.libp2p.peer.PeerId;

/**
 * An attempt as its worker knows it. The requester belongs to the name, since job ids are chosen by
 * requesters.
 */
public record Assignment(PeerId requester, AttemptId attempt) {
  @Override
  public String toString() {
    return attempt + " for " + requester.toShortString();
  }
}
