package io.grapevine.libp2p.gossip;

import static io.grapevine.libp2p.gossip.GossipFixtures.TOPIC;
import static io.grapevine.libp2p.gossip.GossipFixtures.message;
import static io.grapevine.libp2p.gossip.GossipFixtures.peer;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class MembershipTest {

  private final RouterBench bench = new RouterBench();

  @Test
  void beginsAStreamWithAllSubscriptions() {
    bench.subscribe().handle(new Event.Subscribe("/other")).connect(1, 1);

    assertThat(bench.effects().stream().filter(Effect.SendControl.class::isInstance)).hasSize(1);
    assertThat(bench.controlTo(1).getFirst().subscriptions())
        .containsExactly(new Rpc.Subscription(TOPIC, true), new Rpc.Subscription("/other", true));
  }

  @Test
  void tellsConnectedPeersOfNewAndEndedSubscriptions() {
    bench.connect(1, 1).subscribe().handle(new Event.Unsubscribe(TOPIC));

    assertThat(bench.controlTo(1)).hasSize(2);
    assertThat(bench.controlTo(1).getLast().subscriptions())
        .containsExactly(new Rpc.Subscription(TOPIC, false));
  }

  @Test
  void sendsNothingToAPeerWithoutAnOutgoingStream() {
    bench.handle(new Event.PeerConnected(peer(1), false, "")).join(1, 1).subscribe();

    assertThat(bench.controlTo(1)).isEmpty();
    assertThat(bench.mesh()).isEmpty();
  }

  @Test
  void graftsAtOnceWhenASubscriptionArrives() {
    bench.subscribe().connect(1, 1).clear().join(1, 1);

    assertThat(bench.graftsTo(1)).containsExactly(TOPIC);
    assertThat(bench.mesh()).containsExactly(peer(1));
  }

  @Test
  void graftsAtOnceWhenTheStreamOpensBehindTheSubscription() {
    bench.subscribe().handle(new Event.PeerConnected(peer(1), false, "")).join(1, 1);
    bench.handle(new Event.OutgoingOpened(peer(1), ProtocolVersion.V1_2));

    assertThat(bench.controlTo(1).getFirst().subscriptions()).hasSize(1);
    assertThat(bench.graftsTo(1)).containsExactly(TOPIC);
  }

  @Test
  void graftsAtOnceOnlyWhileTheMeshIsBelowItsMinimum() {
    bench.subscribe().connect(1, 9).join(1, 9);

    assertThat(bench.mesh()).hasSize(bench.config.mesh().meshSizeMin());
  }

  @Test
  void makesTheMeshWhenItSubscribes() {
    bench.connect(1, 9).join(1, 9).subscribe();

    assertThat(bench.mesh()).hasSize(bench.config.mesh().meshSize());
  }

  @Test
  void sendsOwnMessagesOfTheLastMomentToANewSubscriber() {
    GossipMessage early = message(RouterBench.SELF, 1);
    GossipMessage late = message(RouterBench.SELF, 2);
    bench.handle(new Event.Publish(early)).pass(Duration.ofMillis(1));
    bench.handle(new Event.Publish(late)).connect(1, 1);
    bench.pass(bench.config.times().ownReplay().minusMillis(1)).clear().join(1, 1);

    assertThat(bench.receiversOf(early)).isEmpty();
    assertThat(bench.receiversOf(late)).containsExactly(peer(1));
  }

  @Test
  void sendsAnOwnMessageAFewTimesToAPeerThatJoinsAgainAndAgain() {
    GossipMessage own = message(RouterBench.SELF, 1);
    bench.connect(1, 1).handle(new Event.Publish(own));
    for (int i = 0; i < 500; i++) {
      bench.join(1, 1).receive(1, rpc -> rpc.subscription(TOPIC, false));
    }

    assertThat(bench.receiversOf(own)).hasSize(bench.config.limits().iwantServedMax());
  }

  @Test
  void dropsAPeerThatLeavesTheTopic() {
    bench.subscribe().connect(1, 2).join(1, 2).receive(1, rpc -> rpc.subscription(TOPIC, false));

    assertThat(bench.mesh()).containsExactly(peer(2));
    assertThat(bench.router.subscribers(TOPIC)).containsExactly(peer(2));
  }

  @Test
  void replacesTheSubscriptionsWithTheFirstRpcOfANewStream() {
    bench.subscribe().connect(1, 1).join(1, 1);
    bench.receive(1, rpc -> rpc.subscription("/a", true));
    bench.handle(new Event.IncomingOpened(peer(1)));
    bench.receive(1, rpc -> rpc.subscription("/b", true));

    assertThat(bench.mesh()).isEmpty();
    assertThat(bench.router.subscribers("/a")).isEmpty();
    assertThat(bench.router.subscribers("/b")).containsExactly(peer(1));

    bench.receive(1, rpc -> rpc.subscription("/c", true));
    assertThat(bench.router.subscribers("/b")).containsExactly(peer(1));
  }

  @Test
  void repeatsItsSubscriptionsToAPeerThatBeginsAnotherStream() {
    bench.subscribe().connect(1, 1).clear();
    bench.handle(new Event.IncomingOpened(peer(1)));
    assertThat(bench.controlTo(1)).isEmpty();
    bench.handle(new Event.IncomingOpened(peer(1)));
    assertThat(bench.controlTo(1).getFirst().subscriptions())
        .containsExactly(new Rpc.Subscription(TOPIC, true));
  }

  @Test
  void affirmsTheMeshWhenAMemberBeginsANewStream() {
    bench.subscribe().connect(1, 1).join(1, 1).clear();
    bench.handle(new Event.IncomingOpened(peer(1))).join(1, 1);

    assertThat(bench.graftsTo(1)).containsExactly(TOPIC);
    assertThat(bench.mesh()).containsExactly(peer(1));
  }

  @Test
  void takesAMemberBackWhenItsStreamIsOpenAgain() {
    bench.subscribe().connect(1, 8).join(1, 8).beat();
    bench.handle(new Event.OutgoingClosed(peer(1)));
    assertThat(bench.mesh()).doesNotContain(peer(1));
    bench.beat().clear().handle(new Event.OutgoingOpened(peer(1), ProtocolVersion.V1_2));

    assertThat(bench.controlTo(1).getFirst().subscriptions()).isNotEmpty();
    assertThat(bench.mesh()).contains(peer(1));
  }

  @Test
  void forgetsAPeerThatIsGone() {
    bench.subscribe().connect(1, 1).join(1, 1).handle(new Event.PeerDisconnected(peer(1)));

    assertThat(bench.mesh()).isEmpty();
    assertThat(bench.router.subscribers(TOPIC)).isEmpty();
    bench.clear().receive(1, rpc -> rpc.graft(TOPIC));
    assertThat(bench.effects()).isEmpty();
  }

  @Test
  void remembersOnlyTopicsThatTheFilterAllowsOrThatItHasItself() {
    RouterBench strict =
        new RouterBench(GossipConfig.defaults().withTopicFilter(topic -> topic.equals("/a")));
    strict.subscribe().connect(1, 1).join(1, 1);
    strict.receive(1, rpc -> rpc.subscription("/a", true).subscription("/b", true));

    assertThat(strict.router.subscribers(TOPIC)).isNotEmpty();
    assertThat(strict.router.subscribers("/a")).isNotEmpty();
    assertThat(strict.router.subscribers("/b")).isEmpty();
    assertThat(strict.reports(Occurrence.SUBSCRIPTION_REFUSED)).isEqualTo(1);
  }

  @Test
  void remembersNoMoreTopicsOfAPeerThanTheLimit() {
    bench.connect(1, 1);
    int limit = bench.config.limits().topicsPerPeerMax();
    for (int i = 0; i <= limit; i++) {
      String topic = "/flood/" + i;
      bench.receive(1, rpc -> rpc.subscription(topic, true));
    }

    assertThat(bench.router.subscribers("/flood/" + (limit - 1))).isNotEmpty();
    assertThat(bench.router.subscribers("/flood/" + limit)).isEmpty();
    assertThat(bench.reports(Occurrence.SUBSCRIPTION_REFUSED)).isEqualTo(1);
  }

  @Test
  void takesRepeatedSubscriptionsForNothingNew() {
    bench.subscribe().connect(1, 1).join(1, 1).clear().join(1, 1);

    assertThat(bench.graftsTo(1)).isEmpty();
    assertThat(bench.reports(Occurrence.SUBSCRIPTION_REFUSED)).isZero();
  }
}
