package io.grapevine.libp2p.discovery;

import static io.grapevine.libp2p.discovery.Peers.at;
import static io.grapevine.libp2p.discovery.Peers.peer;
import static io.grapevine.libp2p.discovery.Peers.place;
import static org.assertj.core.api.Assertions.assertThat;

import io.grapevine.libp2p.multiformats.Multiaddr;
import io.grapevine.libp2p.peer.PeerId;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DialTableTest {
  private static final Duration INITIAL = Duration.ofSeconds(1);
  private static final Duration MAX = Duration.ofSeconds(60);
  private static final PeerId SELF = peer("self");

  private final Set<PeerId> connected = new LinkedHashSet<>();
  private final Set<Multiaddr> places = new LinkedHashSet<>();
  private Instant now = Instant.EPOCH.plus(Duration.ofDays(1));
  private DialTable table = table(20, 8, 1024, 1);

  private static DialTable table(int target, int dialsMax, int candidatesMax, long seed) {
    DiscoveryConfig config =
        new DiscoveryConfig(
            List.of(),
            false,
            target,
            dialsMax,
            Duration.ofSeconds(10),
            new Backoff(INITIAL, MAX),
            Duration.ofSeconds(30),
            Duration.ofSeconds(3),
            candidatesMax);
    return new DialTable(config, SELF, new Random(seed));
  }

  private Contacts contacts() {
    return new Contacts(SELF, connected, places);
  }

  private List<Target> due() {
    return table.due(contacts(), now).stream().map(Dial::target).toList();
  }

  private void pass(Duration time) {
    now = now.plus(time);
  }

  private static Target to(int number) {
    return new Target.ToAddress(place(number));
  }

  @Test
  void dialsACandidateAtOnceAndOnlyOnceAtATime() {
    table.offer(at(1, Source.DNS), now);
    assertThat(due()).containsExactly(to(1));
    assertThat(due()).isEmpty();
    pass(Duration.ofHours(1));
    assertThat(due()).isEmpty();
  }

  @Test
  void waitsLongerAfterEachFailureButNeverBeyondTheMaximum() {
    table.offer(at(1, Source.BOOTSTRAP), now);
    for (int failures = 1; failures <= 12; failures++) {
      assertThat(due()).containsExactly(to(1));
      assertThat(table.failed(to(1), now)).isEqualTo(failures);
      Duration ceiling = new Backoff(INITIAL, MAX).ceiling(failures);
      Instant next = table.nextDue(contacts(), now.minusMillis(1)).orElseThrow();
      assertThat(Duration.between(now, next)).isBetween(Duration.ZERO, ceiling);
      pass(ceiling);
    }
  }

  @Test
  void leavesAConnectedPeerAlone() {
    table.offer(at(1, Source.DNS), now);
    due();
    table.succeeded(to(1), peer("a"), now);
    connected.add(peer("a"));
    pass(Duration.ofMinutes(4));
    table.offer(at(1, Source.DNS), now);
    assertThat(due()).isEmpty();
    assertThat(table.nextDue(contacts(), now)).isEmpty();
  }

  @Test
  void looksAgainWhoIsBehindAnAddressAfterAWhile() {
    table.offer(at(1, Source.DNS), now);
    due();
    table.succeeded(to(1), peer("a"), now);
    connected.add(peer("a"));
    pass(DialEntry.ANSWER_TRUST);
    table.offer(at(1, Source.DNS), now);
    assertThat(due()).containsExactly(to(1));
  }

  @Test
  void recognisesItselfBehindAnAddress() {
    table.offer(at(1, Source.DNS), now);
    due();
    table.succeeded(to(1), SELF, now);
    pass(Duration.ofMinutes(1));
    assertThat(due()).isEmpty();
    table.offer(Candidate.ofPeer(SELF, List.of(place(2)), Source.MDNS), now);
    assertThat(due()).isEmpty();
  }

  @Test
  void doesNotDialAPlaceWhoseListenerIsConnectedAlready() {
    places.add(place(1));
    table.offer(at(1, Source.DNS), now);
    table.offer(at(2, Source.DNS), now);
    assertThat(due()).containsExactly(to(2));
  }

  @Test
  void dialsALostPeerAgainSoonIfItWasStable() {
    table.offer(at(1, Source.DNS), now);
    due();
    table.succeeded(to(1), peer("a"), now);
    connected.add(peer("a"));
    pass(DialEntry.STABLE_AFTER);
    connected.clear();
    table.lost(peer("a"), now);
    pass(INITIAL);
    assertThat(due()).containsExactly(to(1));
  }

  @Test
  void slowsDownForAPeerThatComesAndGoes() {
    PeerId flapping = peer("flapping");
    Target target = new Target.ToPeer(flapping);
    table.offer(Candidate.ofPeer(flapping, List.of(place(1)), Source.BOOTSTRAP), now);
    int dials = 0;
    for (int second = 0; second < 600; second++) {
      if (due().contains(target)) {
        dials++;
        table.succeeded(target, flapping, now);
        table.lost(flapping, now);
      }
      pass(Duration.ofSeconds(1));
    }
    assertThat(dials).isBetween(10, 60);
  }

  @Test
  void stopsAtTheTargetButForConfiguredAddresses() {
    table = table(3, 8, 1024, 1);
    for (int i = 1; i <= 10; i++) {
      table.offer(at(i, Source.DNS), now);
    }
    assertThat(due()).hasSize(3);
    connected.addAll(List.of(peer("a"), peer("b"), peer("c")));
    table.offer(at(99, Source.BOOTSTRAP), now);
    assertThat(due()).containsExactly(to(99));
  }

  @Test
  void neverHasMoreDialsUnderWayThanAllowed() {
    table = table(100, 4, 1024, 1);
    for (int i = 1; i <= 20; i++) {
      table.offer(at(i, i % 2 == 0 ? Source.BOOTSTRAP : Source.DNS), now);
    }
    List<Target> first = due();
    assertThat(first).hasSize(4);
    assertThat(due()).isEmpty();
    table.failed(first.getFirst(), now);
    assertThat(due()).hasSize(1);
  }

  @Test
  void choosesByChanceWithinOneSourceAndBySourceBefore() {
    Set<List<Target>> choices = new HashSet<>();
    for (int seed = 0; seed < 20; seed++) {
      table = table(3, 8, 1024, seed);
      for (int i = 1; i <= 50; i++) {
        table.offer(at(i, Source.KNOWN), now);
      }
      table.offer(at(60, Source.MDNS), now);
      List<Target> chosen = due();
      assertThat(chosen).hasSize(3).startsWith(to(60));
      choices.add(chosen);
    }
    assertThat(choices).hasSizeGreaterThan(15);
  }

  @Test
  void forgetsWhomNobodyNamesAnyMore() {
    table.offer(at(1, Source.DNS), now);
    table.offer(at(2, Source.BOOTSTRAP), now);
    pass(DialTable.FORGET_AFTER.plusSeconds(1));
    assertThat(due()).containsExactly(to(2));
    assertThat(table.size()).isEqualTo(1);
  }

  @Test
  void makesRoomOnlyForBetterCandidates() {
    table = table(20, 8, 2, 1);
    table.offer(at(1, Source.DNS), now);
    table.offer(at(2, Source.MDNS), now);
    table.offer(at(3, Source.MDNS), now);
    assertThat(table.size()).isEqualTo(2);
    assertThat(table.dropped()).isEqualTo(1);

    due();
    table.failed(to(1), now);
    table.failed(to(2), now);
    table.offer(at(3, Source.KNOWN), now);
    assertThat(table.dropped()).isEqualTo(2);
    table.offer(at(4, Source.BOOTSTRAP), now);
    assertThat(table.size()).isEqualTo(2);
    pass(MAX);
    assertThat(due()).containsExactlyInAnyOrder(to(1), to(4));
  }

  @Test
  void keepsTheLatestAddressesOfAPeer() {
    PeerId moving = peer("moving");
    for (int i = 1; i <= 12; i++) {
      table.offer(Candidate.ofPeer(moving, List.of(place(i)), Source.MDNS), now);
    }
    List<Dial> dials = table.due(contacts(), now);
    assertThat(dials).hasSize(1);
    assertThat(dials.getFirst().addresses())
        .hasSize(DialEntry.ADDRESSES_MAX)
        .startsWith(place(12), place(11));
  }

  @Test
  void passesTimeWithoutBeingDueWhileThereIsNoRoom() {
    table = table(1, 8, 1024, 1);
    table.offer(at(1, Source.DNS), now);
    connected.add(peer("a"));
    assertThat(due()).isEmpty();
    assertThat(table.nextDue(contacts(), now)).isEmpty();
  }

  @Test
  void dialsAPlaceOnceThoughItIsNamedByAddressAndByPeer() {
    Target byPeer = new Target.ToPeer(peer("a"));
    table.offer(Candidate.ofPeer(peer("a"), List.of(place(1), place(9)), Source.KNOWN), now);
    table.offer(at(1, Source.DNS), now);
    assertThat(due()).containsExactly(to(1));
    table.failed(to(1), now);
    assertThat(due()).containsExactly(byPeer);
  }
}
