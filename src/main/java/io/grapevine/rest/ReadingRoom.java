package io.grapevine.rest;

import io.grapevine.coordination.BatchLines;
import io.grapevine.rest.problem.ProblemException;
import io.grapevine.rest.problem.ProblemType;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Bounds what results take in memory on the way to those who read them. How large the results of a
 * share are is known only when they are read, so that few are read at a time; then they count until
 * they are written. Who reads slowly thus keeps others waiting, and in the end away, but takes no
 * more memory than there is for it. Safe for use by many threads.
 */
final class ReadingRoom {
  private static final int READS_AT_ONCE = 4;
  private static final int UNIT = 1_024;
  private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

  private final Semaphore reads = new Semaphore(READS_AT_ONCE, true);
  private final Semaphore room;
  private final int size;
  private final Duration patience;

  /**
   * @param bytes most that may be on its way; what is larger by itself goes alone
   * @param patience longest wait for a place
   */
  ReadingRoom(long bytes, Duration patience) {
    this.size = Math.toIntExact(Math.max(1, bytes / UNIT));
    this.room = new Semaphore(size, true);
    this.patience = patience;
  }

  /**
   * Writes the next lines, if there are any now.
   *
   * @return how many bytes there were; empty if nothing will come any more
   * @throws ProblemException if others take all the room for too long
   */
  Optional<Integer> pass(BatchLines lines, OutputStream out)
      throws IOException, InterruptedException {
    enter(reads, 1);
    Optional<byte[]> block;
    int units = 0;
    try {
      block = lines.next(Duration.ZERO);
      int wanted = block.map(bytes -> Math.min(size, Math.ceilDiv(bytes.length, UNIT))).orElse(0);
      enter(room, wanted);
      units = wanted;
    } finally {
      reads.release();
    }
    try {
      if (block.isPresent()) {
        out.write(block.get());
      }
      return block.map(bytes -> bytes.length);
    } finally {
      room.release(units);
    }
  }

  private void enter(Semaphore gate, int places) throws InterruptedException {
    if (!gate.tryAcquire(places, patience.toMillis(), TimeUnit.MILLISECONDS)) {
      throw ProblemException.passing(
          ProblemType.OVERLOADED,
          "The results that are being read by others take all the memory that is set aside for"
              + " them; try again later.",
          RETRY_AFTER);
    }
  }
}
