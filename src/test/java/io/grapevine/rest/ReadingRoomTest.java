package io.grapevine.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.grapevine.coordination.BatchLines;
import io.grapevine.rest.problem.ProblemException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ReadingRoomTest {
  private static final int BLOCK = 10_240;

  private final AtomicInteger read = new AtomicInteger();
  private final CountDownLatch readers = new CountDownLatch(1);

  /** One block, and then nothing. */
  private final class OneBlock implements BatchLines {
    private boolean isRead;

    @Override
    public Optional<byte[]> next(Duration limit) {
      if (isRead) {
        return Optional.empty();
      }
      isRead = true;
      read.incrementAndGet();
      return Optional.of(new byte[BLOCK]);
    }

    @Override
    public void await(Duration limit) {}

    @Override
    public boolean isCaughtUp() {
      return isRead;
    }
  }

  /** Whose reader does not read. */
  private OutputStream stuck() {
    return new OutputStream() {
      @Override
      public void write(int next) {
        throw new IllegalStateException("blocks are written as a whole");
      }

      @Override
      public void write(byte[] bytes, int offset, int length) throws IOException {
        try {
          readers.await();
        } catch (InterruptedException stopped) {
          throw new IOException(stopped);
        }
      }
    };
  }

  private Thread reader(ReadingRoom room, OutputStream out) {
    return Thread.startVirtualThread(
        () -> {
          try {
            room.pass(new OneBlock(), out);
          } catch (IOException | InterruptedException | ProblemException end) {
            // What the test looks at is how many blocks there are.
          }
        });
  }

  @Test
  void holdsNoMoreInMemoryThanThereIsRoomForHoweverManyReadSlowly() throws Exception {
    ReadingRoom room = new ReadingRoom(3 * BLOCK, Duration.ofMinutes(1));
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      threads.add(reader(room, stuck()));
    }
    await()
        .until(
            () ->
                threads.stream()
                    .allMatch(
                        t ->
                            t.getState() == Thread.State.WAITING
                                || t.getState() == Thread.State.TIMED_WAITING));
    assertThat(read).as("three are being written, four more are read and wait").hasValue(7);
    readers.countDown();
    for (Thread thread : threads) {
      assertThat(thread.join(Duration.ofSeconds(20))).isTrue();
    }
    assertThat(read).hasValue(50);
  }

  @Test
  void sendsAwayWhoWaitsTooLong() throws Exception {
    ReadingRoom room = new ReadingRoom(BLOCK, Duration.ofMillis(50));
    Thread slow = reader(room, stuck());
    await().until(() -> slow.getState() == Thread.State.WAITING);
    assertThatThrownBy(() -> room.pass(new OneBlock(), new ByteArrayOutputStream()))
        .isInstanceOf(ProblemException.class);
    readers.countDown();
    assertThat(slow.join(Duration.ofSeconds(20))).isTrue();
    assertThat(room.pass(new OneBlock(), new ByteArrayOutputStream())).contains(BLOCK);
  }

  @Test
  void letsABlockPassAloneThatIsLargerThanTheRoom() throws Exception {
    ReadingRoom room = new ReadingRoom(1_024, Duration.ofMillis(50));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    assertThat(room.pass(new OneBlock(), out)).contains(BLOCK);
    assertThat(room.pass(new OneBlock(), out)).contains(BLOCK);
    assertThat(out.size()).isEqualTo(2 * BLOCK);
  }
}
