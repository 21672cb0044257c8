package io.grapevine.libp2p.gossip;

import static io.grapevine.libp2p.gossip.GossipFixtures.peer;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SlowPeersTest {

  private static final int BEATS_MAX = GossipLimits.defaults().slowBeatsMax();

  private final RouterBench bench = new RouterBench();

  SlowPeersTest() {
    bench.subscribe().connect(1, 2).join(1, 2).clear();
  }

  @Test
  void disconnectsAPeerThatIsSlowForTenHeartbeatsAndNotBefore() {
    slowBeats(BEATS_MAX - 1);
    assertThat(bench.disconnected()).isEmpty();
    slowBeats(1);

    assertThat(bench.disconnected()).containsExactly(peer(1));
    assertThat(bench.reports(Occurrence.SLOW_PEER)).isEqualTo(1);
  }

  @Test
  void countsAHeartbeatOnceHoweverManyMessagesAreDroppedInIt() {
    for (int i = 0; i < 100; i++) {
      bench.handle(new Event.PeerSlow(peer(1), false));
    }
    bench.beat();

    assertThat(bench.disconnected()).isEmpty();
  }

  @Test
  void forgivesAPeerThatCatchesUp() {
    for (int i = 0; i < 10; i++) {
      slowBeats(BEATS_MAX / 2);
      for (int quiet = 0; quiet < BEATS_MAX / 2; quiet++) {
        bench.beat();
      }
    }

    assertThat(bench.disconnected()).isEmpty();
  }

  @Test
  void disconnectsAPeerThatTakesNothingAtAllAtOnce() {
    bench.handle(new Event.PeerSlow(peer(1), true));

    assertThat(bench.disconnected()).containsExactly(peer(1));
  }

  @Test
  void knowsNothingOfAStranger() {
    bench.handle(new Event.PeerSlow(peer(9), true));

    assertThat(bench.disconnected()).isEmpty();
  }

  private void slowBeats(int count) {
    for (int i = 0; i < count; i++) {
      bench.handle(new Event.PeerSlow(peer(1), false)).beat();
    }
  }
}
