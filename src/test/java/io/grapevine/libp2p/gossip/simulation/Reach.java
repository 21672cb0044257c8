package io.grapevine.libp2p.gossip.simulation;

import java.util.List;

/**
 * Whom the messages should have reached, and whom they did. A message is owed to every honest peer
 * that ran for some seconds when it was published, was not cut off from its author then, and still
 * ran when the time was up.
 */
final class Reach {

  private final Tally tally;
  private final List<SimulatedPeer> honest;
  private final long settling;
  private final Count during = new Count();
  private final Count afterwards = new Count();
  private Count current = during;
  private boolean cut;
  private int boundary;

  /** Messages owed and delivered. */
  static final class Count {
    private long owed;
    private long delivered;
    private long incomplete;
    private long messages;
    private long toVictim;
    private long owedToVictim;

    /** Share of what was owed that was delivered. */
    double ratio() {
      return owed == 0 ? 1 : (double) delivered / owed;
    }

    /** The same for the first peer alone. */
    double victimRatio() {
      return owedToVictim == 0 ? 1 : (double) toVictim / owedToVictim;
    }

    long owed() {
      return owed;
    }

    long missing() {
      return owed - delivered;
    }

    /** Messages published. */
    long messages() {
      return messages;
    }

    /** Messages that did not reach everybody. */
    long incomplete() {
      return incomplete;
    }
  }

  /**
   * @param settling nanoseconds in which a peer that came up is connected
   */
  Reach(Tally tally, List<SimulatedPeer> honest, long settling) {
    this.settling = settling;
    this.tally = tally;
    this.honest = honest;
  }

  Count during() {
    return during;
  }

  Count afterwards() {
    return afterwards;
  }

  /** From now on messages count as published after the faults. */
  void last() {
    current = afterwards;
  }

  /** Peers below the boundary and above it cannot reach each other. */
  void cutAt(int number) {
    cut = true;
    boundary = number;
  }

  void mend() {
    cut = false;
  }

  boolean apart(int one, int other) {
    return cut && one < boundary != other < boundary;
  }

  boolean settled(SimulatedPeer peer, long now) {
    return peer.running() && peer.runningSince() <= now - settling;
  }

  /** Judges the message that was just published when the time for its arrival is over. */
  void expect(World world, long arrival) {
    Tally.Publication publication = tally.latest();
    long published = world.nanos();
    boolean wasCut = cut;
    Count count = current;
    world.after(arrival, () -> judge(publication, published, wasCut, count));
  }

  private void judge(Tally.Publication message, long published, boolean wasCut, Count count) {
    long missing = 0;
    for (SimulatedPeer peer : honest) {
      boolean sameSide = !wasCut || message.author() < boundary == peer.number() < boundary;
      if (peer.number() == message.author() || !sameSide || !settled(peer, published)) {
        continue;
      }
      boolean delivered = message.delivered().get(peer.number());
      count.owed++;
      count.delivered += delivered ? 1 : 0;
      missing += delivered ? 0 : 1;
      if (peer.number() == 0) {
        count.owedToVictim++;
        count.toVictim += delivered ? 1 : 0;
      }
    }
    count.messages++;
    count.incomplete += missing > 0 ? 1 : 0;
  }
}
