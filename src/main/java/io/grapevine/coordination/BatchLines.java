package io.grapevine.coordination;

import java.time.Duration;
import java.util.Optional;

/** What became of the items of a batch: one line for each, share by share. For one thread. */
public interface BatchLines {
  /**
   * The next lines, each with its line break.
   *
   * @param limit longest wait for a share to end
   * @return no bytes if there is nothing yet; empty if nothing will come any more
   * @throws InterruptedException if the caller is interrupted
   */
  Optional<byte[]> next(Duration limit) throws InterruptedException;

  /**
   * Waits until there is more to read, or nothing will come any more.
   *
   * @param limit longest wait
   * @throws InterruptedException if the caller is interrupted
   */
  void await(Duration limit) throws InterruptedException;

  /** Whether there is nothing more to read at this moment. */
  boolean isCaughtUp();
}
