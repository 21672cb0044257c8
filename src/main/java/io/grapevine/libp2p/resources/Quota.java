package io.grapevine.libp2p.resources;

import java.util.concurrent.atomic.AtomicInteger;

/** So many of one kind, and no more. Safe for use by many threads, without a lock. */
final class Quota {
  private final Limit limit;
  private final int max;
  private final AtomicInteger used = new AtomicInteger();

  Quota(Limit limit, int max) {
    this.limit = limit;
    this.max = max;
  }

  /** Takes one; whoever gets it gives it back once. */
  void take() throws LimitReached {
    if (used.incrementAndGet() > max) {
      used.decrementAndGet();
      throw new LimitReached(limit, max, null);
    }
  }

  void giveBack() {
    used.decrementAndGet();
  }

  int used() {
    return used.get();
  }

  /** What is left; another thread may take it meanwhile. */
  int free() {
    return Math.max(0, max - used.get());
  }
}
