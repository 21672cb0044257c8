package io.grapevine.benchmark;

import com.sun.management.OperatingSystemMXBean;
import io.grapevine.libp2p.gossip.GossipConfig;
import io.grapevine.libp2p.host.Host;
import io.grapevine.libp2p.identity.KeyPair;
import io.grapevine.libp2p.multiformats.Multiaddr;
import io.grapevine.libp2p.pubsub.PubSub;
import io.grapevine.libp2p.pubsub.PubSubObserver;
import io.grapevine.libp2p.pubsub.Verdict;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Gossip among hosts of one JVM over TCP on loopback, signatures checked: host 0 publishes messages
 * of 1 KiB on a fixed schedule, and latency is the time from the <em>scheduled</em> moment to the
 * subscriber's callback, so a late publisher counts.
 *
 * <p>"Steady" is 20 messages/s for 12 s. "Sustained" is the highest rate of a ladder, each step 1.3
 * times the one before and 4 s long, at which 99.9 % arrive and the 99th percentile stays below 250
 * ms. Two hosts have one link, up to ten are fully meshed, more form a circulant graph of degree 8.
 *
 * <p>Arguments: the numbers of hosts, and {@code sustained} to climb the ladder as well.
 */
public final class GossipBenchmark {

  private static final String TOPIC = "/benchmark/gossip";
  private static final int PAYLOAD_BYTES = 1024;
  private static final Duration WAIT = Duration.ofSeconds(20);
  private static final Duration STEP = Duration.ofSeconds(4);
  private static final double LADDER = 1.3;
  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  private final List<Host> hosts = new ArrayList<>();
  private final List<PubSub> pubSubs = new ArrayList<>();
  private final AtomicInteger arrived = new AtomicInteger();
  private volatile long[] latencies = new long[0];

  private GossipBenchmark(int size) throws IOException {
    SecureRandom random = new SecureRandom();
    for (int i = 0; i < size; i++) {
      Host host =
          Host.builder()
              .keyPair(KeyPair.generate(random))
              .listenAddresses(List.of(Multiaddr.parse("/ip4/127.0.0.1/tcp/0")))
              .build();
      host.start();
      hosts.add(host);
      PubSub pubSub = PubSub.start(host, GossipConfig.defaults(), PubSubObserver.NOOP);
      pubSub.subscribe(TOPIC, message -> Verdict.ACCEPT, message -> arrive(message.payload()));
      pubSubs.add(pubSub);
    }
  }

  /** Runs the scenarios one after the other and prints a line for each. */
  public static void main(String[] arguments) throws IOException {
    List<String> given = arguments.length == 0 ? List.of("2", "10") : List.of(arguments);
    boolean sustained = given.contains("sustained");
    for (String size : given) {
      if (!size.equals("sustained")) {
        new GossipBenchmark(Integer.parseInt(size)).run(sustained);
      }
    }
  }

  private void run(boolean sustained) throws IOException {
    try {
      connect();
      measure(20, Duration.ofSeconds(5));
      print("steady", measure(20, Duration.ofSeconds(12)));
      if (sustained) {
        print("sustained", climb());
      }
    } finally {
      pubSubs.forEach(PubSub::close);
      hosts.forEach(Host::close);
    }
  }

  private void connect() throws IOException {
    int size = hosts.size();
    int reach = size <= 10 ? size / 2 : 4;
    for (int i = 0; i < size; i++) {
      for (int step = 1; step <= reach; step++) {
        Host other = hosts.get((i + step) % size);
        hosts.get(i).connect(other.peerId(), other.addresses(), WAIT);
      }
    }
    int neighbours = size <= 10 ? size - 1 : 2 * reach;
    awaitTrue(
        () -> pubSubs.stream().allMatch(pubSub -> pubSub.subscribers(TOPIC).size() == neighbours));
  }

  private Figures climb() {
    Figures best = measure(50, STEP);
    while (true) {
      Figures next = measure(best.rate() * LADDER, STEP);
      if (next.lossShare() > 0.001 || next.millis(0.99) > 250) {
        return best;
      }
      best = next;
    }
  }

  private Figures measure(double rate, Duration time) {
    int count = (int) (rate * time.toMillis() / 1000);
    int expected = count * (hosts.size() - 1);
    arrived.set(0);
    latencies = new long[expected];
    long cpu = cpuNanos();
    long start = System.nanoTime();
    ByteBuffer payload = ByteBuffer.allocate(PAYLOAD_BYTES);
    for (int i = 0; i < count; i++) {
      long due = start + (long) (i * NANOS_PER_SECOND / rate);
      sleepUntil(due);
      payload.putLong(0, due);
      pubSubs.getFirst().publish(TOPIC, payload.array().clone());
    }
    long patience = System.nanoTime() + Duration.ofSeconds(3).toNanos();
    while (arrived.get() < expected && System.nanoTime() < patience) {
      LockSupport.parkNanos(1_000_000);
    }
    int got = Math.min(arrived.get(), expected);
    long[] sorted = Arrays.copyOf(latencies, got);
    Arrays.sort(sorted);
    return new Figures(rate, expected, sorted, cpuNanos() - cpu);
  }

  private void arrive(byte[] payload) {
    long latency = System.nanoTime() - ByteBuffer.wrap(payload).getLong(0);
    long[] into = latencies;
    int index = arrived.getAndIncrement();
    if (index < into.length) {
      into[index] = latency;
    }
  }

  private void print(String scenario, Figures figures) {
    System.out.printf(
        "gossip N=%d %s: %.0f msg/s, %.0f deliveries/s, p50 %.2f ms, p99 %.2f ms, lost %.3f %%,"
            + " %.2f ms CPU per delivery%n",
        hosts.size(),
        scenario,
        figures.rate(),
        figures.rate() * (hosts.size() - 1),
        figures.millis(0.5),
        figures.millis(0.99),
        100 * figures.lossShare(),
        figures.cpuNanos() / 1e6 / figures.expected());
  }

  /** CPU time of the whole process: unlike latency it hardly depends on what else runs here. */
  private static long cpuNanos() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
  }

  private static void sleepUntil(long due) {
    long left = due - System.nanoTime();
    while (left > 0) {
      LockSupport.parkNanos(left);
      left = due - System.nanoTime();
    }
  }

  private static void awaitTrue(BooleanSupplier condition) {
    long patience = System.nanoTime() + WAIT.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > patience) {
        throw new IllegalStateException("the network is not ready after " + WAIT);
      }
      LockSupport.parkNanos(1_000_000);
    }
  }

  // Latencies in nanoseconds, sorted; made, read and dropped here.
  @SuppressWarnings("ArrayRecordComponent")
  private record Figures(double rate, int expected, long[] sorted, long cpuNanos) {

    double lossShare() {
      return 1 - (double) sorted.length / expected;
    }

    double millis(double quantile) {
      int index = (int) (quantile * (sorted.length - 1));
      return sorted.length == 0 ? Double.NaN : sorted[index] / 1e6;
    }
  }
}
