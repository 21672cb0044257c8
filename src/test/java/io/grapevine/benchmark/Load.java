package io.grapevine.benchmark;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/** A closed loop of callers, each of which sends its next request when the last one is answered. */
final class Load {
  private Load() {}

  /** Lets so many callers go round for so long; a request that fails ends the measurement. */
  static Figures run(int callers, Duration window, Request request) throws Exception {
    ConcurrentLinkedQueue<long[]> samples = new ConcurrentLinkedQueue<>();
    long cpu = ThisJvm.cpuNanos();
    long start = System.nanoTime();
    long end = start + window.toNanos();
    once(callers, caller -> samples.add(goRound(caller, end, request)));
    long elapsed = System.nanoTime() - start;
    long[] all = samples.stream().flatMapToLong(Arrays::stream).sorted().toArray();
    return new Figures(
        all.length * 1e9 / elapsed,
        all[all.length / 2],
        all[(int) (all.length * 0.99)],
        (ThisJvm.cpuNanos() - cpu) / all.length);
  }

  /** Lets so many callers do something once, at the same time, and waits for all. */
  static void once(int callers, Request request) throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < callers; i++) {
        int caller = i;
        running.add(
            threads.submit(
                () -> {
                  request.send(caller);
                  return null;
                }));
      }
      for (Future<?> one : running) {
        one.get();
      }
    }
  }

  private static long[] goRound(int caller, long end, Request request) throws Exception {
    long[] nanos = new long[1 << 10];
    int count = 0;
    for (long now = System.nanoTime(); now < end; ) {
      request.send(caller);
      long then = System.nanoTime();
      if (count == nanos.length) {
        nanos = Arrays.copyOf(nanos, 2 * count);
      }
      nanos[count++] = then - now;
      now = then;
    }
    return Arrays.copyOf(nanos, count);
  }

  /** One request and its answer. */
  @FunctionalInterface
  interface Request {
    void send(int caller) throws Exception;
  }

  /** What was measured. */
  record Figures(double perSecond, long p50Nanos, long p99Nanos, long cpuNanosEach) {

    void report(String what, Consumer<Measure> measures) {
      measures.accept(Measure.high(what + "/s", perSecond));
      measures.accept(Measure.low("p50 ms", p50Nanos / 1e6));
      measures.accept(Measure.low("p99 ms", p99Nanos / 1e6));
      measures.accept(Measure.low("CPU µs each", cpuNanosEach / 1e3));
    }

    @Override
    public String toString() {
      return String.format(
          Locale.ROOT,
          "%,8.0f/s  p50 %7.2f ms  p99 %7.2f ms",
          perSecond,
          p50Nanos / 1e6,
          p99Nanos / 1e6);
    }
  }
}
