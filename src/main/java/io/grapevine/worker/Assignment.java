package io.grapevine.worker;

import io.grapevine.job.AttemptId;
import io.grapevine.job.ReservationId;
import io.grapevine.libp2p.peer.PeerId;

/**
 * An attempt as its worker knows it. The requester belongs to the name, since job ids are chosen by
 * requesters. So does the reservation on which it was awarded: a requester that died before it
 * wrote down an award gives the number of that attempt to another one.
 */
public record Assignment(PeerId requester, AttemptId attempt, ReservationId reservation) {
  @Override
  public String toString() {
    return attempt + " for " + requester.toShortString();
  }
}
