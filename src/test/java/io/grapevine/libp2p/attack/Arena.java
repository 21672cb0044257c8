package io.grapevine.libp2p.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grapevine.libp2p.gossip.GossipConfig;
import io.grapevine.libp2p.host.HostConfig;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.core.ThrowingRunnable;

/**
 * Five honest peers on loopback, and the judge of what an attack did to them. The one in the middle
 * is the target: the others are connected with it alone, so every honest message passes through the
 * peer under attack.
 */
final class Arena implements AutoCloseable {
  static final Duration SOON = Duration.ofSeconds(30);

  /** Time the target gives to a handshake, a negotiation, an exchange of Identify. */
  static final Duration PATIENCE = Duration.ofSeconds(2);

  /** Silence after which the target gives up a connection. */
  static final Duration UNRESPONSIVE = Duration.ofSeconds(10);

  private static final int LEAVES = 4;
  private static final int MESSAGES_MIN = 60;
  private static final long PUBLISH_EVERY_MILLIS = 10;
  private static final long MIB = 1 << 20;

  final HonestPeer target;
  private final List<HonestPeer> peers = new ArrayList<>();
  private final Deque<Closeable> attackers = new ConcurrentLinkedDeque<>();
  private long peakHeap;

  /** What attackers do, while honest peers publish. */
  @FunctionalInterface
  interface Attack {
    void run() throws Exception;
  }

  Arena() throws IOException {
    this(HostConfig.DEFAULT, GossipConfig.defaults());
  }

  Arena(HostConfig limits, GossipConfig gossip) throws IOException {
    HostConfig config = impatient(limits);
    target = new HonestPeer(config, gossip);
    peers.add(target);
    for (int i = 0; i < LEAVES; i++) {
      HonestPeer leaf = new HonestPeer(config, gossip);
      peers.add(leaf);
      leaf.host.connect(target.id(), target.host.addresses(), SOON);
    }
    eventually(
        () -> assertThat(target.pubSub.mesh(HonestPeer.TOPIC)).hasSizeGreaterThanOrEqualTo(LEAVES));
    for (HonestPeer leaf : peers.subList(1, peers.size())) {
      eventually(() -> assertThat(leaf.pubSub.mesh(HonestPeer.TOPIC)).contains(target.id()));
    }
  }

  /** The limits with times that a test can wait for. */
  private static HostConfig impatient(HostConfig limits) {
    HostConfig.Times usual = HostConfig.Times.DEFAULT;
    return limits.with(
        new HostConfig.Times(
            usual.connect(),
            PATIENCE,
            usual.dial(),
            usual.addressStagger(),
            PATIENCE,
            PATIENCE,
            usual.pushDelay(),
            usual.surplusGrace(),
            usual.surplusLimit(),
            Duration.ofSeconds(2),
            UNRESPONSIVE,
            PATIENCE,
            Duration.ofMillis(300),
            usual.addressLife()));
  }

  HonestPeer leaf(int index) {
    return peers.get(index + 1);
  }

  List<HonestPeer> peers() {
    return peers;
  }

  /** Registers an attacker, which stays until the heap was measured. */
  <T extends Closeable> T enter(T attacker) {
    attackers.push(attacker);
    return attacker;
  }

  /** Measures the live heap in the midst of an attack too. */
  void measure() {
    peakHeap = Math.max(peakHeap, Gauges.liveHeap());
  }

  /**
   * Runs an attack and judges it.
   *
   * @param growthMib most MiB by which the live heap may grow while the attackers are there
   */
  void endures(String name, int growthMib, Attack attack) throws Exception {
    int threadsBefore = Gauges.stackThreads();
    long heapBefore = Gauges.liveHeap();
    peakHeap = heapBefore;
    long start = System.nanoTime();
    Publisher publisher = new Publisher();
    Thread publishing = Thread.ofVirtual().start(publisher);
    try {
      attack.run();
      measure();
    } finally {
      publisher.stop.countDown();
      publishing.join(SOON);
    }
    long published = publisher.published;
    assertThat(published).as("published").isGreaterThanOrEqualTo(MESSAGES_MIN);
    eventually(
        () ->
            assertThat(delivered())
                .as(() -> "delivered; turned away: " + peers.stream().map(p -> p.counts).toList())
                .isEqualTo(published * LEAVES));
    long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    String turnedAway = target.counts.toString();
    dismissAttackers();
    eventually(() -> assertThat(Gauges.stackThreads()).isLessThanOrEqualTo(threadsBefore));
    long heapAfter = Gauges.liveHeap();
    record(name, turnedAway, published, millis, heapBefore, heapAfter);
    assertThat(peers).allSatisfy(peer -> assertThat(peer.repeated).hasValue(0));
    assertThat(peakHeap - heapBefore).as("growth under attack").isLessThan(growthMib * MIB);
    assertThat(heapAfter - heapBefore).as("growth that stays").isLessThan(growthMib * MIB);
  }

  private long delivered() {
    return peers.stream().mapToLong(HonestPeer::heard).sum();
  }

  private void dismissAttackers() throws IOException {
    for (Closeable attacker : attackers) {
      attacker.close();
    }
    attackers.clear();
    eventually(() -> assertThat(target.host.connections()).hasSize(LEAVES));
  }

  private void record(
      String name, String turnedAway, long published, long millis, long before, long after)
      throws IOException {
    String file = System.getProperty("attack.table", "");
    if (file.isEmpty()) {
      return;
    }
    String row =
        "| %s | %s | %d of %d | %.1f → %.1f → %.1f | %.1f |%n"
            .formatted(
                name,
                turnedAway,
                delivered(),
                published * LEAVES,
                before / (double) MIB,
                peakHeap / (double) MIB,
                after / (double) MIB,
                millis / 1000.0);
    Files.writeString(Path.of(file), row, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  static void eventually(ThrowingRunnable assertion) {
    await().atMost(SOON).pollInterval(Duration.ofMillis(10)).untilAsserted(assertion);
  }

  @Override
  public void close() throws IOException {
    for (Closeable attacker : attackers) {
      attacker.close();
    }
    for (HonestPeer peer : peers.reversed()) {
      peer.close();
    }
  }

  /** Publishes in turn from every peer, until it is stopped and enough went out. */
  private final class Publisher implements Runnable {
    private final CountDownLatch stop = new CountDownLatch(1);
    private volatile int published;

    @Override
    public void run() {
      int next = 0;
      try {
        boolean stopped = false;
        while (!stopped || next < MESSAGES_MIN) {
          peers.get(next % peers.size()).publish("message " + next);
          next++;
          published = next;
          stopped = stop.await(PUBLISH_EVERY_MILLIS, TimeUnit.MILLISECONDS);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
