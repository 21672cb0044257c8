package io.grapevine.libp2p.resources;

import java.util.concurrent.atomic.AtomicBoolean;

/** Something that was granted; closing it gives it back, once. */
public final class Reservation implements AutoCloseable {
  private final AtomicBoolean closed = new AtomicBoolean();
  private final Runnable giveBack;

  Reservation(Runnable giveBack) {
    this.giveBack = giveBack;
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      giveBack.run();
    }
  }
}
