package io.grapevine.job;

/**
 * How busy a worker says it is.
 *
 * @param running attempts that run now
 * @param reserved slots held for bids, the one of the bid that carries this load included
 * @param queued attempts that wait for a slot
 * @param slots how many attempts can run at once, at least 1
 * @param cpu share of the machine's processors in use, 0 to 1
 * @param memory share of the memory available to the peer in use, 0 to 1
 */
public record Load(int running, int reserved, int queued, int slots, double cpu, double memory) {
  /**
   * @throws IllegalArgumentException if a number is outside its range
   */
  public Load {
    if (running < 0 || reserved < 0 || queued < 0 || slots < 1) {
      throw new IllegalArgumentException("a load counts from 0 and has at least one slot");
    }
    if (!(cpu >= 0 && cpu <= 1 && memory >= 0 && memory <= 1)) {
      throw new IllegalArgumentException("shares of processor and memory are between 0 and 1");
    }
  }

  /**
   * Attempts per slot that are ahead of a newcomer: what runs, waits or is held for others. 0 is
   * idle; the slot held for the bid that carries this load does not count.
   */
  public double occupancy() {
    long reservedForOthers = Math.max(0, reserved - 1);
    return ((double) running + queued + reservedForOthers) / slots;
  }

  /** Whether nothing runs or waits, so that no other bidder could start sooner. */
  public boolean isIdle() {
    return running == 0 && queued == 0;
  }
}
