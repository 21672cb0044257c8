package io.grapevine.benchmark;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Latencies of the messages of one measurement. Each payload begins with the number of its
 * measurement and the moment at which it was due, so that stragglers of an earlier one do not
 * count.
 */
final class Arrivals {
  private static final long POLL_NANOS = 1_000_000;

  private volatile Round round = new Round(0, 0);

  private static final class Round {
    private final int number;
    private final long[] latencies;
    private final AtomicInteger arrived = new AtomicInteger();

    Round(int number, int expected) {
      this.number = number;
      this.latencies = new long[expected];
    }
  }

  /** Begins a measurement. */
  void expect(int deliveries) {
    round = new Round(round.number + 1, deliveries);
  }

  /** A message of the current measurement. */
  byte[] payload(int bytes, long due) {
    return ByteBuffer.allocate(bytes).putInt(round.number).putLong(due).array();
  }

  /** A subscriber has got a message. */
  void arrived(byte[] payload) {
    ByteBuffer in = ByteBuffer.wrap(payload);
    Round current = round;
    if (in.getInt() != current.number) {
      return;
    }
    long latency = System.nanoTime() - in.getLong();
    int index = current.arrived.getAndIncrement();
    if (index < current.latencies.length) {
      current.latencies[index] = latency;
    }
  }

  /** Waits until everything has arrived; false if it has not in time. */
  boolean await(Duration patience) {
    Round current = round;
    long end = System.nanoTime() + patience.toNanos();
    while (current.arrived.get() < current.latencies.length) {
      if (System.nanoTime() > end) {
        return false;
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
    return true;
  }

  Figures figures(long cpuNanos) {
    Round current = round;
    int expected = current.latencies.length;
    long[] sorted = Arrays.copyOf(current.latencies, Math.min(current.arrived.get(), expected));
    Arrays.sort(sorted);
    return new Figures(expected, sorted, cpuNanos);
  }

  // Latencies in nanoseconds, sorted; made, read and dropped here.
  @SuppressWarnings("ArrayRecordComponent")
  record Figures(int expected, long[] sorted, long cpuNanos) {

    double lossShare() {
      return 1 - (double) sorted.length / expected;
    }

    double millis(double quantile) {
      int index = (int) (quantile * (sorted.length - 1));
      return sorted.length == 0 ? Double.POSITIVE_INFINITY : sorted[index] / 1e6;
    }

    long cpuNanosEach() {
      return cpuNanos / expected;
    }
  }
}
