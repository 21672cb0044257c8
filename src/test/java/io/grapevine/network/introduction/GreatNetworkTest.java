package io.grapevine.network.introduction;

import static io.grapevine.network.introduction.Strangers.ECHO;
import static io.grapevine.network.introduction.Strangers.at;
import static io.grapevine.network.introduction.Strangers.peer;
import static org.assertj.core.api.Assertions.assertThat;

import io.grapevine.job.WorkType;
import io.grapevine.libp2p.peer.PeerId;
import io.grapevine.testing.Randomised;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/**
 * A thousand honest peers that all announce themselves every ten seconds, and at first are
 * connected with nobody but the first of them. Each hears of all. Virtual time; dials take none.
 */
class GreatNetworkTest {
  private static final int PEERS = 1_000;
  private static final int WORKERS = 900;
  private static final int SECONDS = 30;
  private static final int ANNOUNCED_EVERY = 10;
  private static final int LOOKS_EVERY = 2;
  private static final IntroductionConfig USUAL = IntroductionConfig.defaults();

  private final List<Acquaintances> cores = new ArrayList<>();
  private final List<Introduction> said = new ArrayList<>();
  private final Map<PeerId, Integer> numbers = new LinkedHashMap<>();

  /** Whom each is connected with; true where it has dialled. */
  private final List<Map<PeerId, Boolean>> connected = new ArrayList<>();

  private final int[][] dials = new int[SECONDS][PEERS];
  private Instant now = Instant.EPOCH.plus(Duration.ofDays(1));

  @Test
  void becomesNoStormAndNoFullMesh() {
    Randomised.runs(1)
        .check(
            random -> {
              begin(random);
              for (int second = 0; second < SECONDS; second++) {
                tick(second, random);
              }
              judge();
            });
  }

  private void begin(RandomGenerator random) {
    for (int i = 0; i < PEERS; i++) {
      said.add(i < WORKERS ? at(i + 1, ECHO) : at(i + 1));
      numbers.put(peer(i + 1), i);
      cores.add(new Acquaintances(peer(i + 1), USUAL, Randomised.ofSeed(random.nextLong())));
      connected.add(new LinkedHashMap<>());
    }
    for (int i = 1; i < PEERS; i++) {
      connect(i, 0);
    }
  }

  private void connect(int dialler, int other) {
    connected.get(dialler).put(said.get(other).peer(), true);
    connected.get(other).putIfAbsent(said.get(dialler).peer(), false);
  }

  private void tick(int second, RandomGenerator random) {
    for (int i = second % ANNOUNCED_EVERY; i < PEERS; i += ANNOUNCED_EVERY) {
      for (Acquaintances core : cores) {
        core.heard(said.get(i), now);
      }
    }
    List<Integer> order = new ArrayList<>(numbers.values());
    Collections.shuffle(order, new Random(random.nextLong()));
    for (int i : order) {
      if (i % LOOKS_EVERY != second % LOOKS_EVERY) {
        continue;
      }
      for (Introduction dial : cores.get(i).due(around(i), now)) {
        dials[second][i]++;
        connect(i, numbers.getOrDefault(dial.peer(), -1));
        cores.get(i).reached(dial, now);
      }
    }
    now = now.plusSeconds(1);
  }

  private Surroundings around(int of) {
    Set<PeerId> workers = new LinkedHashSet<>();
    for (PeerId peer : connected.get(of).keySet()) {
      if (numbers.getOrDefault(peer, PEERS) < WORKERS) {
        workers.add(peer);
      }
    }
    Map<WorkType, Set<PeerId>> served = Map.of(ECHO, workers);
    return new Surroundings(connected.get(of), new TreeMap<>(served));
  }

  private void judge() {
    for (int i = 1; i < PEERS; i++) {
      assertThat(workersOf(i)).as("workers of peer %d", i).isGreaterThanOrEqualTo(USUAL.perType());
      assertThat(dialsOf(i, 0, SECONDS)).as("dials of peer %d", i).isLessThanOrEqualTo(12);
      assertThat(dialsOf(i, SECONDS / 2, SECONDS)).as("dials once everybody is known").isZero();
    }
    assertThat(dialsOf(0, 0, SECONDS)).as("dials of the crowded first one").isZero();
    assertThat(connected.stream().skip(1).mapToInt(Map::size).max().orElseThrow())
        .as("connections of the peer that has most")
        .isLessThan(80);
  }

  private int dialsOf(int peer, int from, int to) {
    int sum = 0;
    for (int second = from; second < to; second++) {
      sum += dials[second][peer];
    }
    return sum;
  }

  private long workersOf(int peer) {
    return connected.get(peer).keySet().stream()
        .filter(other -> numbers.getOrDefault(other, PEERS) < WORKERS)
        .count();
  }
}
