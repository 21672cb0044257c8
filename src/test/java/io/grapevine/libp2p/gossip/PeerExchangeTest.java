package io.grapevine.libp2p.gossip;

import static io.grapevine.libp2p.gossip.GossipFixtures.TOPIC;
import static io.grapevine.libp2p.gossip.GossipFixtures.message;
import static io.grapevine.libp2p.gossip.GossipFixtures.peer;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PeerExchangeTest {

  private static final int MESH_MAX = GossipConfig.defaults().mesh().meshSizeMax();
  private static final int REFUSED = 100;

  private final RouterBench bench =
      new RouterBench(GossipConfig.defaults().withPeers(PeerPolicy.defaults().withExchange(0)));

  @Test
  void isOffByDefaultInBothDirections() {
    RouterBench plain = new RouterBench();
    fill(plain);
    plain.receive(1, rpc -> rpc.prune(TOPIC, 60, List.of(named(500))));

    assertThat(plain.prunesTo(REFUSED)).containsExactly(new Rpc.Prune(TOPIC, 60));
    assertThat(plain.dials()).isEmpty();
  }

  @Test
  void namesOtherMembersToAPeerThatFindsTheMeshFull() {
    fill(bench);

    List<ExchangedPeer> named = bench.prunesTo(REFUSED).getFirst().peers();
    assertThat(named).hasSize(MESH_MAX).doesNotContain(named(REFUSED)).contains(named(1));
  }

  @Test
  void namesSixteenPeersAtMost() {
    bench.subscribe().connect(1, 40).join(1, 40);
    record(bench, 1, 40);
    IntStream.rangeClosed(1, 40).forEach(i -> bench.receive(i, rpc -> rpc.graft(TOPIC)));

    assertThat(bench.prunesTo(40).getFirst().peers()).hasSize(16);
  }

  @Test
  void namesNobodyWithoutARecordOrWithANegativeScore() {
    bench.subscribe().connect(1, MESH_MAX).join(1, MESH_MAX);
    record(bench, 1, 2);
    blame(bench, 2);
    IntStream.rangeClosed(1, MESH_MAX).forEach(i -> bench.receive(i, rpc -> rpc.graft(TOPIC)));
    // The one with a bad score was not taken, so one more fits.
    bench.connect(60, 60).join(60, 60).receive(60, rpc -> rpc.graft(TOPIC));
    bench.connect(REFUSED, REFUSED).join(REFUSED, REFUSED);
    bench.receive(REFUSED, rpc -> rpc.graft(TOPIC));

    assertThat(bench.prunesTo(REFUSED).getFirst().peers()).containsExactly(named(1));
  }

  @Test
  void namesNobodyToAPeerOfTheFirstVersionOrToOneThatIsPutOutForItsScore() {
    fill(bench);
    bench.connect(101, false, ProtocolVersion.V1_0).join(101, 101);
    bench.receive(101, rpc -> rpc.graft(TOPIC));
    blame(bench, 1);
    bench.beat();

    assertThat(bench.prunesTo(101)).containsExactly(new Rpc.Prune(TOPIC, 0));
    assertThat(bench.prunesTo(1)).containsExactly(new Rpc.Prune(TOPIC, 60));
  }

  @Test
  void dialsThePeersThatAPruneNames() {
    bench.subscribe().connect(1, 2).join(1, 2).clear();
    bench.receive(1, rpc -> rpc.prune(TOPIC, 60, List.of(named(500), named(2), self())));

    assertThat(bench.dials()).containsExactly(peer(500));
  }

  @Test
  void dialsAPeerOnceThatIsNamedTwice() {
    bench.subscribe().connect(1, 2).join(1, 2).clear();
    bench.receive(1, rpc -> rpc.prune(TOPIC, 60, List.of(named(500), named(500))));

    assertThat(bench.dials()).containsExactly(peer(500));
  }

  @Test
  void followsNoPeerWithoutARecord() {
    bench.subscribe().connect(1, 1).join(1, 1).clear();
    ExchangedPeer bare = new ExchangedPeer(peer(500), new byte[0]);
    bench.receive(1, rpc -> rpc.prune(TOPIC, 60, List.of(bare)));

    assertThat(bench.dials()).isEmpty();
  }

  @Test
  void followsOnlyPeersWithTheScoreForIt() {
    RouterBench strict =
        new RouterBench(GossipConfig.defaults().withPeers(PeerPolicy.defaults().withExchange(1)));
    strict.subscribe().connect(1, 1).join(1, 1).clear();
    strict.receive(1, rpc -> rpc.prune(TOPIC, 60, List.of(named(500), named(501))));

    assertThat(strict.dials()).isEmpty();
    assertThat(strict.reports(Occurrence.EXCHANGE_REFUSED)).isEqualTo(2);
  }

  @Test
  void followsNothingOnATopicOfOthers() {
    bench.subscribe().connect(1, 1).join(1, 1).clear();
    bench.receive(1, rpc -> rpc.prune("/other", 60, List.of(named(500))));

    assertThat(bench.dials()).isEmpty();
  }

  @Test
  void dialsNoMorePeersThanTheLimitInAHeartbeat() {
    bench.subscribe().connect(1, 1).join(1, 1).clear();
    for (int i = 0; i < 5; i++) {
      int first = 500 + 10 * i;
      List<ExchangedPeer> ten =
          IntStream.range(first, first + 10).mapToObj(PeerExchangeTest::named).toList();
      bench.receive(1, rpc -> rpc.prune(TOPIC, 60, ten));
    }
    assertThat(bench.dials()).hasSize(16);

    bench.beat().receive(1, rpc -> rpc.prune(TOPIC, 60, List.of(named(600))));
    assertThat(bench.dials()).hasSize(17);
  }

  /** A full mesh of peers with a record, and one more peer that is refused. */
  private static void fill(RouterBench bench) {
    bench.subscribe().connect(1, MESH_MAX).join(1, MESH_MAX);
    bench.connect(REFUSED, REFUSED).join(REFUSED, REFUSED);
    record(bench, 1, MESH_MAX);
    record(bench, REFUSED, REFUSED);
    IntStream.rangeClosed(1, MESH_MAX).forEach(i -> bench.receive(i, rpc -> rpc.graft(TOPIC)));
    bench.clear().receive(REFUSED, rpc -> rpc.graft(TOPIC));
  }

  private static void record(RouterBench bench, int first, int last) {
    IntStream.rangeClosed(first, last)
        .forEach(i -> bench.handle(new Event.PeerRecorded(peer(i), signedRecord(i))));
  }

  private static void blame(RouterBench bench, int peer) {
    GossipMessage invalid = message(peer(900), peer);
    bench.receive(peer, invalid).validated(invalid, Validity.REJECTED);
  }

  private static ExchangedPeer named(int number) {
    return new ExchangedPeer(peer(number), signedRecord(number));
  }

  private static ExchangedPeer self() {
    return new ExchangedPeer(RouterBench.SELF, new byte[] {1});
  }

  private static byte[] signedRecord(int number) {
    return new byte[] {(byte) number};
  }
}
