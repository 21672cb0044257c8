package io.grapevine.benchmark;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * Gossip among hosts of one JVM, signatures checked: host 0 publishes messages of 1 KiB on a fixed
 * schedule, and latency is the time from the <em>scheduled</em> moment to the subscriber's
 * callback, so a late publisher counts.
 *
 * <p>"Steady" is 20 messages/s, after a warm-up of 50 messages/s. "Sustained" is the highest rate
 * of a ladder, each step 1.3 times the one before, at which 99.9 % arrive and the 99th percentile
 * stays below 250 ms; a step may be tried twice, so that one pause of the machine does not end the
 * climb. Then comes three times that rate, and after two seconds of 50 messages/s to recover in, 50
 * messages/s are measured. Up to ten hosts are fully meshed, more form a circulant graph of degree
 * 8.
 *
 * @param size hosts
 */
record GossipScenario(int size) implements Scenario {
  private static final String TOPIC = "/benchmark/gossip";
  private static final int PAYLOAD_BYTES = 1024;
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final int FULLY_MESHED = 10;
  private static final int HALF_DEGREE = 4;
  private static final double STEADY = 20;
  private static final double WARM_UP = 50;
  private static final double LADDER = 1.3;
  private static final double LOSS_MAX = 0.001;
  private static final double P99_MAX_MILLIS = 250;
  private static final double OVERLOAD = 3;
  private static final Duration OVERLOAD_TIME = Duration.ofSeconds(6);
  private static final double AFTERWARDS = 50;
  private static final Duration RECOVERY = Duration.ofSeconds(2);
  private static final Duration PROBE = Duration.ofMillis(50);

  @Override
  public void run(Stack stack, Options options, Consumer<Measure> measures) throws Exception {
    int threads = ThisJvm.threads();
    Arrivals arrivals = new Arrivals();
    List<BenchmarkHost> hosts = new ArrayList<>();
    try {
      for (int i = 0; i < size; i++) {
        BenchmarkHost host = stack.start(true);
        hosts.add(host);
        host.join(TOPIC, arrivals::arrived);
      }
      connect(hosts);
      awaitMesh(hosts.getFirst(), arrivals);
      measures.accept(Measure.low("platform threads", ThisJvm.threads() - threads));
      measure(hosts.getFirst(), arrivals, WARM_UP, options.warmUp().multipliedBy(2));
      Arrivals.Figures steady = measure(hosts.getFirst(), arrivals, STEADY, options.window());
      measures.accept(Measure.low("steady p50 ms", steady.millis(0.5)));
      measures.accept(Measure.low("steady p99 ms", steady.millis(0.99)));
      measures.accept(Measure.low("steady CPU µs/delivery", steady.cpuNanosEach() / 1e3));
      overload(hosts.getFirst(), arrivals, climb(hosts, arrivals, options, measures), measures);
    } finally {
      hosts.forEach(BenchmarkHost::close);
    }
  }

  private void connect(List<BenchmarkHost> hosts) throws Exception {
    int reach = size <= FULLY_MESHED ? size / 2 : HALF_DEGREE;
    for (int i = 0; i < size; i++) {
      for (int step = 1; step <= reach; step++) {
        int other = (i + step) % size;
        // At half the circle the pair is reached from both ends.
        if (2 * step != size || i < other) {
          hosts.get(i).connect(hosts.get(other).address());
        }
      }
    }
  }

  /** Publishes probes until one has reached everybody. */
  private void awaitMesh(BenchmarkHost publisher, Arrivals arrivals) throws Exception {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < end) {
      arrivals.expect(size - 1);
      publisher.publish(TOPIC, arrivals.payload(PAYLOAD_BYTES, System.nanoTime()));
      if (arrivals.await(PROBE)) {
        return;
      }
    }
    throw new TimeoutException("the mesh is not ready after " + PATIENCE);
  }

  private double climb(
      List<BenchmarkHost> hosts, Arrivals arrivals, Options options, Consumer<Measure> measures) {
    BenchmarkHost publisher = hosts.getFirst();
    double rate = size <= 2 ? 1000 : size <= FULLY_MESHED ? 100 : 50;
    Arrivals.Figures best = measure(publisher, arrivals, rate, options.step());
    while (!sustained(best) && rate > 1) {
      rate /= LADDER;
      best = measure(publisher, arrivals, rate, options.step());
    }
    for (int failures = 0; failures < 2; ) {
      Arrivals.Figures next = measure(publisher, arrivals, rate * LADDER, options.step());
      if (sustained(next)) {
        best = next;
        rate *= LADDER;
        failures = 0;
      } else {
        failures++;
      }
    }
    measures.accept(Measure.high("sustained messages/s", rate));
    measures.accept(Measure.high("sustained deliveries/s", rate * (size - 1)));
    measures.accept(Measure.low("sustained p99 ms", best.millis(0.99)));
    measures.accept(Measure.low("sustained CPU µs/delivery", best.cpuNanosEach() / 1e3));
    return rate;
  }

  private static boolean sustained(Arrivals.Figures figures) {
    return figures.lossShare() <= LOSS_MAX && figures.millis(0.99) <= P99_MAX_MILLIS;
  }

  private void overload(
      BenchmarkHost publisher, Arrivals arrivals, double sustained, Consumer<Measure> measures) {
    arrivals.expect(0);
    publish(publisher, arrivals, sustained * OVERLOAD, OVERLOAD_TIME);
    publish(publisher, arrivals, AFTERWARDS, RECOVERY);
    Arrivals.Figures after = measure(publisher, arrivals, AFTERWARDS, Duration.ofSeconds(4));
    measures.accept(Measure.low("after overload p99 ms", after.millis(0.99)));
    measures.accept(Measure.high("after overload arrived %", 100 * (1 - after.lossShare())));
  }

  private Arrivals.Figures measure(
      BenchmarkHost publisher, Arrivals arrivals, double rate, Duration time) {
    arrivals.expect(count(rate, time) * (size - 1));
    long cpu = ThisJvm.cpuNanos();
    publish(publisher, arrivals, rate, time);
    arrivals.await(Duration.ofSeconds(3));
    return arrivals.figures(ThisJvm.cpuNanos() - cpu);
  }

  /** Publishes on schedule, and for no longer than twice the time if it cannot keep up. */
  private static void publish(
      BenchmarkHost publisher, Arrivals arrivals, double rate, Duration time) {
    int count = count(rate, time);
    long start = System.nanoTime();
    for (int i = 0; i < count && System.nanoTime() - start < 2 * time.toNanos(); i++) {
      long due = start + (long) (i * 1e9 / rate);
      sleepUntil(due);
      publisher.publish(TOPIC, arrivals.payload(PAYLOAD_BYTES, due));
    }
  }

  private static int count(double rate, Duration time) {
    return (int) (rate * time.toMillis() / 1000);
  }

  private static void sleepUntil(long due) {
    for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }
}
