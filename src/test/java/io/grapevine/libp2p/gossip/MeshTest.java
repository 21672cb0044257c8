package io.grapevine.libp2p.gossip;

import static io.grapevine.libp2p.gossip.GossipFixtures.TOPIC;
import static io.grapevine.libp2p.gossip.GossipFixtures.message;
import static io.grapevine.libp2p.gossip.GossipFixtures.peer;
import static io.grapevine.libp2p.gossip.ProtocolVersion.V1_0;
import static io.grapevine.libp2p.gossip.ProtocolVersion.V1_2;
import static org.assertj.core.api.Assertions.assertThat;

import io.grapevine.libp2p.peer.PeerId;
import java.time.Duration;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MeshTest {

  private final RouterBench bench = new RouterBench();
  private final MeshSizes sizes = bench.config.mesh();

  @Test
  void acceptsGraftsUpToTheMaximumAndRefusesTheNext() {
    bench.subscribe().connect(1, 20).join(1, 20);
    graftAll(20);

    assertThat(bench.mesh()).hasSize(sizes.meshSizeMax());
    assertThat(bench.reports(Occurrence.GRAFT_REFUSED)).isEqualTo(20 - sizes.meshSizeMax());
    assertThat(bench.prunesTo(20)).containsExactly(new Rpc.Prune(TOPIC, 60));
  }

  @Test
  void acceptsAGraftAboveTheMaximumFromAPeerThatWeDialled() {
    bench.subscribe().connect(1, 12).join(1, 12);
    graftAll(12);
    bench.connect(13, true, V1_2).join(13, 13).receive(13, rpc -> rpc.graft(TOPIC));

    assertThat(bench.mesh()).hasSize(13).contains(peer(13));
  }

  @Test
  void trimsToItsSizeAndKeepsOutboundMembers() {
    bench.subscribe().connect(1, 12).join(1, 12);
    graftAll(12);
    for (int i = 13; i <= 14; i++) {
      bench.connect(i, true, V1_2).join(i, i).receive(i, rpc -> rpc.graft(TOPIC));
    }
    assertThat(bench.mesh()).hasSize(14);
    bench.clear().beat();

    assertThat(bench.mesh()).hasSize(sizes.meshSize()).contains(peer(13), peer(14));
    long pruned = 0;
    for (int i = 1; i <= 14; i++) {
      pruned += bench.prunesTo(i).size();
    }
    assertThat(pruned).isEqualTo(14 - sizes.meshSize());
  }

  @Test
  void keepsTheBestMembersWhenItTrims() {
    ScoreConfig score = scoring(peer -> peer.equals(peer(15)) || peer.equals(peer(3)) ? 5 : 0);
    RouterBench scored = new RouterBench(GossipConfig.defaults().withScore(score));
    scored.subscribe();
    for (int i = 1; i <= 15; i++) {
      int dialled = i;
      scored.connect(i, true, V1_2).join(i, i).receive(dialled, rpc -> rpc.graft(TOPIC));
    }
    scored.beat();

    assertThat(scored.mesh()).hasSize(6).contains(peer(3), peer(15));
  }

  @Test
  void fillsAMeshThatIsBelowItsMinimum() {
    bench.subscribe().connect(1, 9).join(1, 9);
    assertThat(bench.mesh()).hasSize(sizes.meshSizeMin());
    bench.handle(new Event.PeerDisconnected(bench.mesh().iterator().next()));
    bench.beat();

    assertThat(bench.mesh()).hasSize(sizes.meshSize());
  }

  @Test
  void addsOutboundMembersUntilTheQuotaIsMet() {
    bench.subscribe().connect(1, 9).join(1, 9).beat();
    for (int i = 10; i <= 13; i++) {
      bench.connect(i, true, V1_2).join(i, i);
    }
    bench.beat();

    long outbound = bench.mesh().stream().filter(id -> id.compareTo(peer(10)) >= 0).count();
    assertThat(outbound).isEqualTo(sizes.meshOutboundMin());
  }

  @Test
  void drivesOutMembersWithANegativeScore() {
    double[] opinion = {0};
    ScoreConfig score = scoring(peer -> peer.equals(peer(2)) ? opinion[0] : 0);
    RouterBench scored = new RouterBench(GossipConfig.defaults().withScore(score));
    scored.subscribe().connect(1, 3).join(1, 3);
    assertThat(scored.mesh()).contains(peer(2));
    opinion[0] = -1;
    scored.clear().beat();

    assertThat(scored.mesh()).doesNotContain(peer(2));
    assertThat(scored.prunesTo(2)).hasSize(1);
    scored.receive(2, rpc -> rpc.graft(TOPIC));
    assertThat(scored.mesh()).doesNotContain(peer(2));
  }

  @Test
  void graftsBetterPeersWhenTheMedianIsPoor() {
    ScoreConfig base = scoring(peer -> peer.compareTo(peer(7)) >= 0 ? 3 : 0.5);
    ScoreConfig score = withOpportunisticThreshold(base, 1);
    RouterBench scored = new RouterBench(GossipConfig.defaults().withScore(score));
    scored.subscribe().connect(1, 6).join(1, 6).beat();
    scored.connect(7, 9).join(7, 9);
    assertThat(scored.mesh()).doesNotContain(peer(7), peer(8), peer(9));
    scored.pass(Duration.ofSeconds(60));

    assertThat(scored.mesh().stream().filter(id -> id.compareTo(peer(7)) >= 0)).hasSize(2);
  }

  @Test
  void waitsForTheBackoffAndOneHeartbeatAfterAPrune() {
    bench.subscribe().connect(1, 1).join(1, 1).receive(1, rpc -> rpc.prune(TOPIC, 20)).clear();
    // The back-off has ended, the heartbeat of slack behind it has not.
    bench.pass(Duration.ofMillis(20_500));
    assertThat(bench.graftsTo(1)).isEmpty();
    bench.pass(Duration.ofSeconds(1));

    assertThat(bench.graftsTo(1)).containsExactly(TOPIC);
  }

  @Test
  void waitsTheUsualTimeWhenAPruneAnnouncesNone() {
    bench.subscribe().connect(1, 1).join(1, 1).receive(1, rpc -> rpc.prune(TOPIC, 0)).clear();
    bench.pass(Duration.ofSeconds(60));
    assertThat(bench.graftsTo(1)).isEmpty();
    bench.pass(Duration.ofSeconds(2));

    assertThat(bench.graftsTo(1)).containsExactly(TOPIC);
  }

  @Test
  void capsAHugeBackoffAndSurvivesIt() {
    bench.subscribe().connect(1, 2).join(1, 2);
    bench.receive(1, rpc -> rpc.prune(TOPIC, Long.MIN_VALUE));
    bench.receive(2, rpc -> rpc.prune(TOPIC, Long.MAX_VALUE)).clear();
    bench.pass(Duration.ofMinutes(59));
    assertThat(bench.graftsTo(1)).isEmpty();
    bench.pass(Duration.ofMinutes(2));

    assertThat(bench.graftsTo(1)).hasSize(1);
    assertThat(bench.graftsTo(2)).hasSize(1);
  }

  @Test
  void keepsTheBackoffAcrossAReconnectAndAResubscription() {
    bench.subscribe().connect(1, 1).join(1, 1).receive(1, rpc -> rpc.prune(TOPIC, 60));
    bench.handle(new Event.PeerDisconnected(peer(1))).clear();
    bench.handle(new Event.Unsubscribe(TOPIC)).subscribe().connect(1, 1).join(1, 1);

    assertThat(bench.graftsTo(1)).isEmpty();
  }

  @Test
  void punishesAGraftInsideTheBackoffTwiceAtTheBeginning() {
    bench.subscribe().connect(1, 1).join(1, 1).receive(1, rpc -> rpc.prune(TOPIC, 60));
    for (int i = 0; i < 4; i++) {
      bench.receive(1, rpc -> rpc.graft(TOPIC));
    }

    // Eight misbehaviours, of which six are free.
    assertThat(bench.score(1)).isEqualTo(-4);
    assertThat(bench.mesh()).isEmpty();
    assertThat(bench.prunesTo(1)).hasSize(4);
    assertThat(bench.reports(Occurrence.GRAFT_IN_BACKOFF)).isEqualTo(4);
  }

  @Test
  void punishesALaterGraftInsideTheBackoffOnce() {
    bench.subscribe().connect(1, 1).join(1, 1).receive(1, rpc -> rpc.prune(TOPIC, 60));
    bench.pass(Duration.ofSeconds(11));
    bench.receive(1, rpc -> rpc.graft(TOPIC));
    for (int i = 0; i < 3; i++) {
      bench.receive(1, rpc -> rpc.graft(TOPIC));
    }

    // One for the first, which starts the back-off anew, and two for each of the others.
    assertThat(bench.score(1)).isEqualTo(-1);
  }

  @Test
  void graylistsAPeerThatFloodsGrafts() {
    bench.subscribe().connect(1, 1).join(1, 1).receive(1, rpc -> rpc.prune(TOPIC, 60));
    for (int i = 0; i < 1000; i++) {
      bench.receive(1, rpc -> rpc.graft(TOPIC));
    }

    assertThat(bench.reports(Occurrence.GRAYLISTED)).isGreaterThan(900);
    assertThat(bench.prunesTo(1)).hasSizeLessThan(20);
  }

  @Test
  void saysNothingToAGraftOnATopicThatItHasNot() {
    bench.connect(1, 1).join(1, 1).clear().receive(1, rpc -> rpc.graft("/secret"));

    assertThat(bench.controlTo(1)).isEmpty();
    assertThat(bench.reports(Occurrence.GRAFT_UNKNOWN_TOPIC)).isEqualTo(1);
  }

  @Test
  void prunesWithTheShortBackoffWhenItLeaves() {
    bench.subscribe().connect(1, 1).join(1, 1).clear().handle(new Event.Unsubscribe(TOPIC));

    assertThat(bench.prunesTo(1)).containsExactly(new Rpc.Prune(TOPIC, 10));
    bench.subscribe();
    assertThat(bench.mesh()).isEmpty();
    bench.pass(Duration.ofSeconds(12));
    assertThat(bench.mesh()).containsExactly(peer(1));
  }

  @Test
  void announcesNoBackoffToAPeerOfTheFirstVersion() {
    bench.subscribe().connect(1, false, V1_0).join(1, 1).handle(new Event.Unsubscribe(TOPIC));

    assertThat(bench.prunesTo(1)).containsExactly(new Rpc.Prune(TOPIC, 0));
  }

  @Test
  void reportsTheSizeOfTheMesh() {
    bench.subscribe().connect(1, 1).join(1, 1).handle(new Event.PeerDisconnected(peer(1)));

    assertThat(bench.effects())
        .contains(
            new Effect.MeshChanged(TOPIC, 0),
            new Effect.MeshChanged(TOPIC, 1),
            new Effect.MeshChanged(TOPIC, 0));
  }

  @Test
  void takesInPeersThatDeliverWhenAttackersHoldTheWholeMesh() {
    bench.subscribe().connect(1, 20).join(1, 12);
    for (int i = 1; i <= 12; i++) {
      bench.receive(i, rpc -> rpc.graft(TOPIC));
    }
    bench.join(13, 20);
    assertThat(bench.mesh()).hasSize(12).doesNotContain(peer(13));

    for (int second = 1; second <= 130; second++) {
      int author = 100 + second;
      GossipMessage message = message(peer(author), second);
      bench.receive(13 + second % 8, message).validated(message, Validity.VALID);
      bench.pass(Duration.ofSeconds(1));
    }
    assertThat(bench.mesh().stream().filter(member -> member.compareTo(peer(12)) > 0))
        .hasSizeGreaterThanOrEqualTo(sizes.scoreRetained());
  }

  @Test
  void keepsToItsBeatWhenItIsWokenLateOrTooOften() {
    bench.beat().handle(new Event.DeadlineReached());
    var next = bench.router.nextDeadline().orElseThrow();
    bench.pass(Duration.ofMillis(10)).handle(new Event.DeadlineReached());
    assertThat(bench.router.nextDeadline()).contains(next);

    bench.router.handle(new Event.DeadlineReached(), next.plusSeconds(30));
    assertThat(bench.router.nextDeadline()).contains(next.plusSeconds(31));
  }

  @Test
  void publishesOnATopicOfOthersToAFanoutThatLastsAMinute() {
    RouterBench quiet = new RouterBench(GossipConfig.defaults().withFloodPublish(false));
    quiet.connect(1, 20).join(1, 20);
    GossipMessage first = message(RouterBench.SELF, 1);
    GossipMessage second = message(RouterBench.SELF, 2);
    quiet.handle(new Event.Publish(first)).handle(new Event.Publish(second));

    assertThat(quiet.receiversOf(first)).hasSize(sizes.meshSize());
    assertThat(quiet.receiversOf(second)).isEqualTo(quiet.receiversOf(first));
    quiet.handle(new Event.PeerDisconnected(quiet.receiversOf(first).getFirst())).beat();
    GossipMessage third = message(RouterBench.SELF, 3);
    quiet.handle(new Event.Publish(third));
    assertThat(quiet.receiversOf(third)).hasSize(sizes.meshSize());
    quiet.subscribe();
    assertThat(quiet.mesh()).containsAll(quiet.receiversOf(third));
  }

  @Test
  void replacesAFanoutPeerThatBehavesBadly() {
    RouterBench quiet = new RouterBench(GossipConfig.defaults().withFloodPublish(false));
    quiet.connect(1, 7).join(1, 7);
    GossipMessage first = message(RouterBench.SELF, 1);
    quiet.handle(new Event.Publish(first));
    PeerId bad = quiet.receiversOf(first).getFirst();
    int number =
        IntStream.rangeClosed(1, 7).filter(i -> peer(i).equals(bad)).findFirst().orElseThrow();
    for (int i = 0; i < 13; i++) {
      quiet.receive(number, new RefusedMessage("", MessageProblem.TOPIC));
    }
    quiet.beat();
    GossipMessage second = message(RouterBench.SELF, 2);
    quiet.handle(new Event.Publish(second));

    assertThat(quiet.receiversOf(second)).hasSize(sizes.meshSize()).doesNotContain(bad);
  }

  private void graftAll(int peers) {
    for (int i = 1; i <= peers; i++) {
      bench.receive(i, rpc -> rpc.graft(TOPIC));
    }
  }

  private static ScoreConfig scoring(ToDoubleFunction<PeerId> application) {
    ScoreConfig base = ScoreConfig.defaults();
    return new ScoreConfig(
        base.topics(),
        base.otherTopics(),
        base.topicScoreCap(),
        1,
        application,
        0,
        10,
        -1,
        6,
        0.9,
        base.decayInterval(),
        base.decayToZero(),
        base.retainFor(),
        base.retainMax(),
        base.thresholds());
  }

  private static ScoreConfig withOpportunisticThreshold(ScoreConfig base, double threshold) {
    return new ScoreConfig(
        base.topics(),
        base.otherTopics(),
        base.topicScoreCap(),
        base.applicationWeight(),
        base.application(),
        base.colocationWeight(),
        base.colocationThreshold(),
        base.behaviourWeight(),
        base.behaviourThreshold(),
        base.behaviourDecay(),
        base.decayInterval(),
        base.decayToZero(),
        base.retainFor(),
        base.retainMax(),
        new ScoreThresholds(-10, -20, -40, threshold));
  }
}
