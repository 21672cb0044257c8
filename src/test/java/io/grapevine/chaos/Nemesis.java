package io.grapevine.chaos;

import java.io.IOException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;

/**
 * Does harm to a cluster at random, to several members at once, and makes it good in the end. Which
 * harm comes when is drawn from a seed; what the peers are in the middle of then is not.
 */
final class Nemesis {
  /** What may happen to a peer. */
  enum Fault {
    /** SIGKILL, and another start after a while. */
    KILLED,
    /** SIGSTOP, and SIGCONT after a while. */
    FROZEN,
    /** Nothing gets to the peer or from it for a while. */
    CUT_OFF,
    /** SIGTERM, and another start. */
    STOPPED
  }

  private static final Duration STOP_MAX = Duration.ofSeconds(20);

  private final Cluster cluster;
  private final RandomGenerator random;
  private final Map<Fault, Integer> requesterFaults = new EnumMap<>(Fault.class);
  private final Map<Fault, Integer> workerFaults = new EnumMap<>(Fault.class);
  private final AtomicInteger killedWhileStopping = new AtomicInteger();

  Nemesis(Cluster cluster, RandomGenerator random) {
    this.cluster = cluster;
    this.random = random;
  }

  /** Does harm for so long, then waits until every member is up and reachable. */
  void rage(Duration duration) throws Exception {
    long end = System.nanoTime() + duration.toNanos();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Map<Member, Future<?>> busy = new LinkedHashMap<>();
      while (System.nanoTime() < end) {
        TimeUnit.MILLISECONDS.sleep(random.nextInt(500, 3_000));
        Member victim = victim();
        Fault fault = Fault.values()[random.nextInt(Fault.values().length)];
        Duration pause = Duration.ofMillis(random.nextInt(300, 7_000));
        Future<?> earlier = busy.get(victim);
        if (earlier == null || earlier.isDone()) {
          count(victim, fault);
          busy.put(victim, threads.submit(() -> strike(victim, fault, pause)));
        }
      }
      for (Future<?> harm : busy.values()) {
        harm.get();
      }
    }
    cluster.members().forEach(Member::awaitUp);
  }

  /** Faults of the requester. */
  Map<Fault, Integer> requesterFaults() {
    return requesterFaults;
  }

  /** Faults of all workers together. */
  Map<Fault, Integer> workerFaults() {
    return workerFaults;
  }

  /** Peers that were told to stop and did not within the limit. */
  int killedWhileStopping() {
    return killedWhileStopping.get();
  }

  private Member victim() {
    List<Member> workers = cluster.workers();
    return random.nextInt(4) == 0
        ? cluster.requester()
        : workers.get(random.nextInt(workers.size()));
  }

  private void count(Member victim, Fault fault) {
    Map<Fault, Integer> counts = victim == cluster.requester() ? requesterFaults : workerFaults;
    counts.merge(fault, 1, Integer::sum);
  }

  private void strike(Member victim, Fault fault, Duration pause) {
    try {
      switch (fault) {
        case KILLED -> {
          victim.kill();
          TimeUnit.NANOSECONDS.sleep(pause.toNanos());
          again(victim);
        }
        case FROZEN -> {
          victim.freeze();
          TimeUnit.NANOSECONDS.sleep(pause.toNanos());
          victim.thaw();
        }
        case CUT_OFF -> {
          victim.proxy().cut();
          TimeUnit.NANOSECONDS.sleep(pause.toNanos());
          victim.proxy().heal();
        }
        case STOPPED -> {
          if (!victim.terminate(STOP_MAX)) {
            killedWhileStopping.incrementAndGet();
          }
          again(victim);
        }
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private static void again(Member victim) {
    try {
      victim.start();
      victim.awaitUp();
    } catch (IOException impossible) {
      throw new AssertionError(impossible);
    }
  }
}
