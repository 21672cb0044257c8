package io.grapevine.libp2p.gossip;

import static io.grapevine.libp2p.gossip.GossipFixtures.TOPIC;
import static io.grapevine.libp2p.gossip.GossipFixtures.id;
import static io.grapevine.libp2p.gossip.GossipFixtures.message;
import static io.grapevine.libp2p.gossip.GossipFixtures.peer;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LazyGossipTest {

  private static final int LARGE = 8 * 1024;

  private final RouterBench bench = new RouterBench();
  private final GossipLimits limits = bench.config.limits();

  LazyGossipTest() {
    bench.subscribe().connect(1, 20).join(1, 20).beat().clear();
  }

  @Test
  void advertisesRecentMessagesToPeersOutsideTheMesh() {
    GossipMessage message = accepted(message(peer(50), 1));
    bench.clear().beat();

    List<Integer> told = IntStream.rangeClosed(1, 20).filter(this::toldOf).boxed().toList();
    assertThat(told).hasSize(limits.gossipPeersMin());
    assertThat(told).noneMatch(number -> bench.mesh().contains(peer(number)));
    assertThat(bench.controlTo(told.getFirst()).getFirst().ihaves())
        .containsExactly(new Rpc.Ihave(TOPIC, List.of(message.id())));
    bench.beat().beat().clear().beat();
    assertThat(IntStream.rangeClosed(1, 20)).noneMatch(this::toldOf);
  }

  @Test
  void advertisesToAShareOfManyPeers() {
    bench.connect(21, 60).join(21, 60).beat();
    accepted(message(peer(99), 1));
    bench.clear().beat();
    int others = 60 - bench.mesh().size();

    assertThat(IntStream.rangeClosed(1, 60).filter(this::toldOf).count())
        .isEqualTo((long) (others * limits.gossipFactor()));
  }

  @Test
  void asksForWhatIsNew() {
    accepted(message(peer(50), 1));
    bench.receive(1, rpc -> rpc.ihave(TOPIC, List.of(message(peer(50), 1).id(), id(7))));

    assertThat(bench.iwantsTo(1)).containsExactly(id(7));
  }

  @Test
  void asksForNothingOnATopicOfOthers() {
    bench.receive(1, rpc -> rpc.ihave("/other", List.of(id(7))));

    assertThat(bench.iwantsTo(1)).isEmpty();
  }

  @Test
  void takesTenIhavesFromAPeerInAHeartbeat() {
    for (int i = 0; i < 100; i++) {
      MessageId id = id(i);
      bench.receive(1, rpc -> rpc.ihave(TOPIC, List.of(id)));
    }
    assertThat(bench.iwantsTo(1)).hasSize(limits.ihaveMessagesMax());
    assertThat(bench.reports(Occurrence.IHAVE_EXCESS)).isEqualTo(90);
    bench.beat().receive(1, rpc -> rpc.ihave(TOPIC, List.of(id(500))));

    assertThat(bench.iwantsTo(1)).contains(id(500));
  }

  @Test
  void asksForNoMoreIdsThanTheLimitInAHeartbeat() {
    List<MessageId> many = IntStream.range(0, 3000).mapToObj(GossipFixtures::id).toList();
    List<MessageId> more = IntStream.range(3000, 6000).mapToObj(GossipFixtures::id).toList();
    bench.receive(1, rpc -> rpc.ihave(TOPIC, many)).receive(1, rpc -> rpc.ihave(TOPIC, more));

    assertThat(bench.iwantsTo(1)).hasSize(limits.ihaveIdsMax()).doesNotHaveDuplicates();
    assertThat(bench.reports(Occurrence.IHAVE_EXCESS)).isEqualTo(1000);
  }

  @Test
  void countsABrokenPromiseAsMisbehaviour() {
    for (int i = 0; i < 8; i++) {
      MessageId id = id(i);
      bench.receive(1, rpc -> rpc.ihave(TOPIC, List.of(id)));
    }
    bench.pass(Duration.ofSeconds(3));
    assertThat(bench.score(1)).isZero();
    bench.pass(Duration.ofSeconds(1));

    assertThat(bench.score(1)).isNegative();
    assertThat(bench.reports(Occurrence.PROMISE_BROKEN)).isEqualTo(8);
  }

  @Test
  void takesAPromiseForKeptWhoeverSendsTheMessage() {
    GossipMessage message = message(peer(50), 1);
    bench.receive(1, rpc -> rpc.ihave(TOPIC, List.of(message.id()))).receive(2, message);
    bench.pass(Duration.ofSeconds(5));

    assertThat(bench.reports(Occurrence.PROMISE_BROKEN)).isZero();
  }

  @Test
  void sendsAMessageThreeTimesOnRequestAndNoMore() {
    GossipMessage message = accepted(message(peer(50), 1));
    bench.clear();
    for (int i = 0; i < 100; i++) {
      bench.receive(1, rpc -> rpc.iwant(List.of(message.id())));
    }
    assertThat(bench.receiversOf(message)).hasSize(limits.iwantServedMax());
    assertThat(bench.reports(Occurrence.IWANT_EXCESS)).isEqualTo(97);
    bench.receive(2, rpc -> rpc.iwant(List.of(message.id(), id(3))));

    assertThat(bench.receiversOf(message)).endsWith(peer(2));
  }

  @Test
  void sendsNoMoreBytesOnRequestThanTheLimitInAHeartbeat() {
    int size = 512 * 1024;
    List<MessageId> ids =
        IntStream.range(0, 10)
            .mapToObj(i -> accepted(message(peer(50), i, TOPIC, new byte[size])).id())
            .toList();
    bench.clear().receive(1, rpc -> rpc.iwant(ids));
    long sent = bench.effects().stream().filter(Effect.SendMessage.class::isInstance).count();

    assertThat(sent).isEqualTo(limits.iwantBytesMax() / (size + 100));
    assertThat(bench.reports(Occurrence.IWANT_EXCESS)).isEqualTo(10 - (int) sent);
  }

  @Test
  void tellsTheOtherMembersOfALargeMessageBeforeItIsValidated() {
    GossipMessage large = message(peer(50), 1, TOPIC, new byte[LARGE]);
    int from = number(0);
    bench.receive(from, large);

    assertThat(bench.controlTo(from)).isEmpty();
    assertThat(bench.controlTo(number(1)).getFirst().idontwants()).containsExactly(large.id());
  }

  @Test
  void doesNotAnnounceASmallMessage() {
    bench.receive(number(0), message(peer(50), 1));

    assertThat(bench.controlTo(number(1))).isEmpty();
  }

  @Test
  void doesNotAnnounceToAPeerOfAnEarlierVersion() {
    RouterBench old = new RouterBench();
    old.subscribe().connect(1, 1).connect(2, false, ProtocolVersion.V1_1).join(1, 2).clear();
    old.receive(1, message(peer(50), 1, TOPIC, new byte[LARGE]));

    assertThat(old.controlTo(2)).isEmpty();
  }

  @Test
  void doesNotForwardWhatAPeerDoesNotWant() {
    GossipMessage message = message(peer(50), 1);
    bench.receive(number(1), rpc -> rpc.idontwant(message.id()));
    bench.receive(number(0), message).validated(message, Validity.VALID);

    assertThat(bench.receiversOf(message))
        .hasSize(bench.mesh().size() - 2)
        .doesNotContain(peer(number(1)));
  }

  @Test
  void forgetsWhatAPeerDoesNotWantAfterThreeHeartbeats() {
    GossipMessage message = message(peer(50), 1);
    bench.receive(number(1), rpc -> rpc.idontwant(message.id())).beat().beat().beat();
    bench.receive(number(0), message).validated(message, Validity.VALID);

    assertThat(bench.receiversOf(message)).contains(peer(number(1)));
  }

  @Test
  void remembersNoMoreUnwantedIdsThanTheLimit() {
    bench.receive(1, rpc -> IntStream.range(0, 5000).forEach(i -> rpc.idontwant(id(i))));

    assertThat(bench.reports(Occurrence.IDONTWANT_EXCESS))
        .isEqualTo(5000 - limits.idontwantIdsMax());
  }

  @Test
  void exchangesNoIdsWithAPeerBelowTheThreshold() {
    for (int i = 0; i < 4; i++) {
      GossipMessage bad = message(peer(50), 100 + i);
      bench.receive(1, bad).validated(bad, Validity.REJECTED);
    }
    GossipMessage good = accepted(message(peer(50), 1));
    bench.clear().receive(1, rpc -> rpc.ihave(TOPIC, List.of(id(1))).iwant(List.of(good.id())));

    assertThat(bench.controlTo(1)).isEmpty();
    assertThat(bench.receiversOf(good)).isEmpty();
  }

  private GossipMessage accepted(GossipMessage message) {
    bench.receive(number(0), message).validated(message, Validity.VALID);
    return message;
  }

  /** Number of a mesh member. */
  private int number(int index) {
    return IntStream.rangeClosed(1, 60)
        .filter(i -> bench.mesh().contains(peer(i)))
        .skip(index)
        .findFirst()
        .orElseThrow();
  }

  private boolean toldOf(int number) {
    return bench.controlTo(number).stream().anyMatch(rpc -> !rpc.ihaves().isEmpty());
  }
}
