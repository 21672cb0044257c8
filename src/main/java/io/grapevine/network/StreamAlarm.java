package io.grapevine.network;

import io.grapevine.libp2p.host.Stream;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Resets a stream that is still in use when its time is up, however busy the remote seems: a limit
 * on each read alone lets it send a byte a moment for ever.
 */
final class StreamAlarm implements AutoCloseable {
  private final CountDownLatch over = new CountDownLatch(1);

  private StreamAlarm(Stream stream, Duration limit) {
    Thread.ofVirtual()
        .name("grapevine-stream-alarm")
        .start(
            () -> {
              try {
                if (!over.await(limit.toNanos(), TimeUnit.NANOSECONDS)) {
                  stream.reset();
                }
              } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
              }
            });
  }

  /** Begins to count; to be closed when the stream has been used. */
  static StreamAlarm set(Stream stream, Duration limit) {
    return new StreamAlarm(stream, limit);
  }

  @Override
  public void close() {
    over.countDown();
  }
}
