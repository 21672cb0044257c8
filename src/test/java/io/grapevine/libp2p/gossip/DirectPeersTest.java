package io.grapevine.libp2p.gossip;

import static io.grapevine.libp2p.gossip.GossipFixtures.TOPIC;
import static io.grapevine.libp2p.gossip.GossipFixtures.message;
import static io.grapevine.libp2p.gossip.GossipFixtures.peer;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DirectPeersTest {

  private static final int DIRECT = 1;

  private final RouterBench bench = new RouterBench(config());

  @Test
  void neverEntersAMesh() {
    bench.subscribe().connect(DIRECT, 4).join(DIRECT, 4).beat();

    assertThat(bench.mesh()).containsExactlyInAnyOrder(peer(2), peer(3), peer(4));
  }

  @Test
  void answersTheGraftOfADirectPeerWithAPruneAndNoPenalty() {
    bench.subscribe().connect(DIRECT, DIRECT).join(DIRECT, DIRECT).clear();
    bench.receive(DIRECT, rpc -> rpc.graft(TOPIC)).receive(DIRECT, rpc -> rpc.graft(TOPIC));

    assertThat(bench.prunesTo(DIRECT)).hasSize(2);
    assertThat(bench.mesh()).isEmpty();
    assertThat(bench.score(DIRECT)).isZero();
  }

  @Test
  void forwardsEveryMessageToDirectPeersOfTheTopic() {
    GossipMessage message = message(peer(50), 1);
    bench.subscribe().connect(DIRECT, 3).join(DIRECT, 3).clear();
    bench.receive(2, message).validated(message, Validity.VALID);

    assertThat(bench.receiversOf(message)).containsExactlyInAnyOrder(peer(DIRECT), peer(3));
  }

  @Test
  void doesNotSendADirectPeerItsOwnMessageOrOneThatItSentOrDoesNotWant() {
    GossipMessage sent = message(peer(50), 1);
    GossipMessage written = message(peer(DIRECT), 1);
    GossipMessage unwanted = message(peer(50), 2);
    bench.subscribe().connect(DIRECT, 3).join(DIRECT, 3).clear();
    bench.receive(DIRECT, sent).validated(sent, Validity.VALID);
    bench.receive(2, written).validated(written, Validity.VALID);
    bench.receive(DIRECT, rpc -> rpc.idontwant(unwanted.id()));
    bench.receive(2, unwanted).validated(unwanted, Validity.VALID);

    assertThat(bench.receiversOf(sent)).doesNotContain(peer(DIRECT)).hasSize(2);
    assertThat(bench.receiversOf(written)).containsExactly(peer(3));
    assertThat(bench.receiversOf(unwanted)).containsExactly(peer(3));
  }

  @Test
  void publishesToDirectPeersWithoutFloodingToo() {
    RouterBench quiet = new RouterBench(config().withFloodPublish(false));
    GossipMessage meshed = message(RouterBench.SELF, 1);
    GossipMessage fannedOut = message(RouterBench.SELF, 2, "/other", new byte[] {1});
    quiet.subscribe().connect(DIRECT, 2).join(DIRECT, 2);
    quiet.receive(DIRECT, rpc -> rpc.subscription("/other", true));
    quiet.handle(new Event.Publish(meshed)).handle(new Event.Publish(fannedOut)).beat();

    assertThat(quiet.receiversOf(meshed)).containsExactly(peer(2), peer(DIRECT));
    assertThat(quiet.receiversOf(fannedOut)).containsExactly(peer(DIRECT));
  }

  @Test
  void listensToADirectPeerWhateverItsScore() {
    bench.subscribe().connect(DIRECT, 2).join(DIRECT, 2).clear();
    for (int bad : List.of(DIRECT, 2)) {
      for (int i = 0; i < 8; i++) {
        GossipMessage invalid = message(peer(50), 100L * bad + i);
        bench.receive(bad, invalid).validated(invalid, Validity.REJECTED);
      }
    }
    GossipMessage fromDirect = message(peer(50), 1);
    GossipMessage fromOther = message(peer(50), 2);
    bench.clear().receive(DIRECT, fromDirect).receive(2, fromOther);
    GossipMessage own = message(RouterBench.SELF, 1);
    bench.handle(new Event.Publish(own));

    assertThat(bench.validations()).containsExactly(fromDirect);
    assertThat(bench.receiversOf(own)).containsExactly(peer(DIRECT));
  }

  @Test
  void isNotAdvertisedToAsItHasEverything() {
    GossipMessage message = message(peer(50), 1);
    bench.subscribe().connect(DIRECT, 2).join(DIRECT, 2);
    bench.receive(2, rpc -> rpc.prune(TOPIC, 60));
    bench.receive(2, message).validated(message, Validity.VALID).clear().beat();

    assertThat(bench.controlTo(2).getFirst().ihaves()).hasSize(1);
    assertThat(bench.controlTo(DIRECT)).isEmpty();
  }

  @Test
  void isDialledAgainAndAgainWhileItIsNotConnected() {
    bench.pass(Duration.ofSeconds(30));
    assertThat(bench.dials()).containsExactly(peer(DIRECT), peer(DIRECT), peer(DIRECT));

    bench.clear().connect(DIRECT, DIRECT).pass(Duration.ofSeconds(30));
    assertThat(bench.dials()).isEmpty();
  }

  private static GossipConfig config() {
    return GossipConfig.defaults()
        .withPeers(new PeerPolicy(Set.of(peer(DIRECT), RouterBench.SELF), 10, false, 16, 10));
  }
}
