package io.grapevine.network.introduction;

import static io.grapevine.network.introduction.Strangers.ECHO;
import static io.grapevine.network.introduction.Strangers.SCRAPE;
import static io.grapevine.network.introduction.Strangers.at;
import static io.grapevine.network.introduction.Strangers.peer;
import static io.grapevine.network.introduction.Strangers.renewed;
import static org.assertj.core.api.Assertions.assertThat;

import io.grapevine.job.WorkType;
import io.grapevine.libp2p.peer.PeerId;
import io.grapevine.testing.Randomised;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class AcquaintancesTest {
  private static final PeerId SELF = peer(0);
  private static final Set<WorkType> ECHO_ONLY = Set.of(ECHO);

  private final Map<PeerId, Boolean> connected = new LinkedHashMap<>();
  private final Map<PeerId, Set<WorkType>> types = new LinkedHashMap<>();
  private Instant now = Instant.EPOCH.plus(Duration.ofDays(1));
  private Acquaintances core = core(6, 60, 100, 320, 1);

  private static Acquaintances core(int perType, int rate, int known, int most, long seed) {
    return new Acquaintances(
        SELF,
        new IntroductionConfig(perType, rate, known, most, Set.of()),
        Randomised.ofSeed(seed));
  }

  private List<Introduction> due(Set<WorkType> wanted) {
    TreeMap<WorkType, Set<PeerId>> subscribers = new TreeMap<>();
    for (WorkType type : wanted) {
      Set<PeerId> listening = new LinkedHashSet<>();
      for (PeerId peer : connected.keySet()) {
        if (types.getOrDefault(peer, Set.of()).contains(type)) {
          listening.add(peer);
        }
      }
      subscribers.put(type, listening);
    }
    return core.due(new Surroundings(Map.copyOf(connected), subscribers), now);
  }

  private boolean hear(Introduction said) {
    types.put(said.peer(), said.types());
    return core.heard(said, now);
  }

  /** Hears all again, as one does every ten seconds. */
  private void pass(Duration time, Introduction... again) {
    now = now.plus(time);
    for (Introduction said : again) {
      hear(said);
    }
  }

  private void reach(List<Introduction> dials) {
    for (Introduction dial : dials) {
      core.reached(dial, now);
      connected.put(dial.peer(), true);
    }
  }

  @Test
  void dialsSoManyPeersOfAWantedTypeAndNoMore() {
    for (int i = 1; i <= 40; i++) {
      hear(at(i, ECHO));
    }
    List<Introduction> dials = due(ECHO_ONLY);
    assertThat(dials).hasSize(6).doesNotHaveDuplicates();
    assertThat(due(ECHO_ONLY)).isEmpty();
    reach(dials);
    assertThat(due(ECHO_ONLY)).isEmpty();
  }

  @Test
  void dialsTheTypeThatIsServedWorst() {
    for (int i = 1; i <= 6; i++) {
      hear(at(i, ECHO));
      connected.put(peer(i), true);
    }
    for (int i = 11; i <= 20; i++) {
      hear(at(i, ECHO));
      hear(at(i + 10, SCRAPE));
    }
    assertThat(due(Set.of(ECHO, SCRAPE)))
        .hasSize(6)
        .allMatch(dial -> dial.types().contains(SCRAPE));
  }

  @Test
  void dialsNobodyForATypeThatIsNotWanted() {
    for (int i = 1; i <= 6; i++) {
      connected.put(peer(i), true);
    }
    hear(at(10, ECHO));
    assertThat(due(Set.of(SCRAPE))).isEmpty();
    assertThat(due(ECHO_ONLY)).hasSize(1);
  }

  @Test
  void keepsCompanyThoughItWantsNothing() {
    for (int i = 1; i <= 20; i++) {
      hear(at(i));
    }
    assertThat(due(Set.of())).hasSize(6);
  }

  @Test
  void dialsSomeItselfThoughManyHaveDialledIt() {
    for (int i = 1; i <= 10; i++) {
      hear(at(i, ECHO));
      connected.put(peer(i), false);
    }
    hear(at(20, ECHO));
    hear(at(21, ECHO));
    hear(at(22, ECHO));
    List<Introduction> dials = due(ECHO_ONLY);
    assertThat(dials).hasSize(Needs.DIALLED_MIN);
    reach(dials);
    assertThat(due(ECHO_ONLY)).isEmpty();
  }

  @Test
  void dialsNeitherItselfNorOneWithoutAddressNorOneThatIsConnected() {
    hear(at(0, ECHO));
    hear(new Introduction(peer(1), ECHO_ONLY, 1, List.of()));
    hear(at(2, ECHO));
    connected.put(peer(2), false);
    assertThat(due(ECHO_ONLY)).isEmpty();
    assertThat(core.size()).isEqualTo(1);
  }

  @Test
  void stopsWhereConnectionsAreShort() {
    core = core(6, 60, 100, 3, 1);
    for (int i = 1; i <= 20; i++) {
      hear(at(i, ECHO));
    }
    connected.put(peer(30), false);
    assertThat(due(ECHO_ONLY)).hasSize(2);
  }

  @Test
  void waitsLongerAfterEachFailure() {
    Introduction stranger = at(1, ECHO);
    hear(stranger);
    int dials = 0;
    for (int second = 0; second < 3_600; second++) {
      for (Introduction dial : due(ECHO_ONLY)) {
        dials++;
        core.failed(dial, now);
      }
      pass(Duration.ofSeconds(1), stranger);
    }
    assertThat(dials).isBetween(8, 20);
  }

  @Test
  void doesNotDialWhoeverFellSilent() {
    hear(at(1, ECHO));
    pass(Acquaintance.FRESH);
    assertThat(due(ECHO_ONLY)).isEmpty();
    assertThat(core.size()).isZero();
  }

  @Test
  void dialsALostNeighbourThatCameBackAtOnce() {
    Introduction worker = at(1, ECHO);
    hear(worker);
    reach(due(ECHO_ONLY));
    for (int i = 11; i <= 30; i++) {
      hear(at(i, ECHO));
    }
    assertThat(due(Set.of())).isNotEmpty();
    pass(Duration.ofSeconds(1));
    connected.clear();
    assertThat(due(Set.of())).noneMatch(dial -> dial.peer().equals(peer(1)));
    Introduction restarted = renewed(worker);
    assertThat(hear(restarted)).isTrue();
    pass(Duration.ofSeconds(10), restarted);
    assertThat(due(Set.of()).getFirst().peer()).isEqualTo(peer(1));
  }

  @Test
  void isNotTalkedIntoDialsByNewRecordsWithoutEnd() {
    Introduction restless = at(1, ECHO);
    hear(restless);
    int dials = 0;
    for (int second = 0; second < 600; second++) {
      for (Introduction dial : due(ECHO_ONLY)) {
        dials++;
        core.failed(dial, now);
      }
      restless = renewed(restless);
      pass(Duration.ofSeconds(1), restless);
    }
    assertThat(dials).isLessThan(60);
  }

  @Test
  void anOlderRecordChangesNothing() {
    Introduction later = renewed(at(1, ECHO));
    hear(later);
    core.heard(new Introduction(peer(1), ECHO_ONLY, 1, List.of(Strangers.place(9, 9, 9))), now);
    assertThat(core.find(peer(1))).contains(later);
  }

  @Test
  void thousandsOfMadeUpPeersCauseFewDials() {
    core = core(6, 60, 1_000, 320, 1);
    int dials = 0;
    for (int second = 0; second < 600; second++) {
      for (int i = 0; i < 100; i++) {
        int number = second * 100 + i + 1;
        hear(at(number, ECHO));
      }
      for (Introduction dial : due(ECHO_ONLY)) {
        dials++;
        core.failed(dial, now);
      }
      assertThat(core.size()).isLessThanOrEqualTo(1_000);
      pass(Duration.ofSeconds(1));
    }
    assertThat(dials).isBetween(500, 620);
  }

  @Test
  void oneMachineIsNotTheTargetOfAllThatItIsSaidToBe() {
    core = core(6, 60, 1_000, 320, 1);
    int dials = 0;
    for (int second = 0; second < 600; second++) {
      for (int i = 0; i < 10; i++) {
        int number = second * 10 + i + 1;
        hear(
            new Introduction(
                peer(number), ECHO_ONLY, 1, List.of(Strangers.place(7, 7, 1 + number))));
      }
      for (Introduction dial : due(ECHO_ONLY)) {
        dials++;
        core.failed(dial, now);
      }
      pass(Duration.ofSeconds(1));
    }
    assertThat(dials).isLessThan(30);
  }

  @Test
  void anHonestPeerIsFoundAmongManyAtOneMachine() {
    Introduction honest = at(1, ECHO);
    for (int i = 2; i <= 90; i++) {
      hear(new Introduction(peer(i), ECHO_ONLY, 1, List.of(Strangers.place(7, 7, i))));
    }
    hear(honest);
    List<Introduction> dialled = new ArrayList<>(due(ECHO_ONLY));
    assertThat(dialled).contains(honest);
  }

  @Test
  void aFullTableForgetsWhoWasNotHeardOfForLongest() {
    core = core(6, 60, 3, 320, 1);
    connected.put(peer(1), true);
    for (int i = 1; i <= 3; i++) {
      hear(at(i, ECHO));
    }
    due(Set.of());
    hear(at(4, SCRAPE));
    assertThat(core.size()).isEqualTo(3);
    assertThat(core.find(peer(1))).isPresent();
  }

  @Test
  void aConnectionThatEndsAtOnceCountsAsAFailure() {
    Introduction flapping = at(1, ECHO);
    hear(flapping);
    int dials = 0;
    for (int second = 0; second < 600; second++) {
      List<Introduction> made = due(ECHO_ONLY);
      dials += made.size();
      reach(made);
      if (!made.isEmpty()) {
        due(ECHO_ONLY);
        connected.clear();
      }
      pass(Duration.ofSeconds(1), flapping);
    }
    assertThat(dials).isBetween(3, 20);
  }
}
