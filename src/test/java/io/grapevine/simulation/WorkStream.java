package io.grapevine.simulation;

import io.grapevine.worker.Assignment;
import java.time.Instant;

/**
 * The stream of one attempt: ordered both ways, and reliable until it breaks. Each end is open
 * until its peer closes it or learns that it is broken. It belongs to one life of either peer.
 */
final class WorkStream {
  final Assignment assignment;
  final End requester;
  final End worker;
  boolean broken;

  /** One end. */
  static final class End {
    final SimulatedPeer peer;
    final int life;
    boolean open = true;
    Instant latestArrival = Instant.MIN;

    End(SimulatedPeer peer) {
      this.peer = peer;
      this.life = peer.life();
    }

    boolean isAlive() {
      return open && peer.isAlive() && peer.life() == life;
    }
  }

  WorkStream(Assignment assignment, SimulatedPeer requester, SimulatedPeer worker) {
    this.assignment = assignment;
    this.requester = new End(requester);
    this.worker = new End(worker);
  }
}
