package io.grapevine.libp2p.gossip;

import static io.grapevine.libp2p.gossip.GossipFixtures.START;
import static io.grapevine.libp2p.gossip.GossipFixtures.id;
import static io.grapevine.libp2p.gossip.GossipFixtures.peer;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class GossipPromisesTest {

  private final GossipPromises promises = new GossipPromises(4);

  @Test
  void countsOverduePromisesByPeerOnce() {
    promises.expect(id(1), peer(1), START.plusSeconds(3));
    promises.expect(id(2), peer(1), START.plusSeconds(3));
    promises.expect(id(2), peer(2), START.plusSeconds(4));

    assertThat(promises.takeBroken(START.plusSeconds(3))).isEmpty();
    assertThat(promises.takeBroken(START.plusSeconds(4))).containsExactly(Map.entry(peer(1), 2));
    assertThat(promises.takeBroken(START.plusSeconds(5))).containsExactly(Map.entry(peer(2), 1));
    assertThat(promises.takeBroken(START.plusSeconds(6))).isEmpty();
    assertThat(promises.size()).isZero();
  }

  @Test
  void isSettledForEverybodyByAnyCopy() {
    promises.expect(id(1), peer(1), START.plusSeconds(3));
    promises.expect(id(1), peer(2), START.plusSeconds(3));
    promises.fulfilled(id(1));

    assertThat(promises.takeBroken(START.plusSeconds(9))).isEmpty();
    assertThat(promises.size()).isZero();
  }

  @Test
  void keepsTheFirstDeadlineOfARepeatedPromise() {
    promises.expect(id(1), peer(1), START.plusSeconds(3));
    promises.expect(id(1), peer(1), START.plusSeconds(30));

    assertThat(promises.takeBroken(START.plusSeconds(4))).containsKey(peer(1));
  }

  @Test
  void forgetsAPeerThatIsGone() {
    promises.expect(id(1), peer(1), START.plusSeconds(3));
    promises.expect(id(1), peer(2), START.plusSeconds(3));
    promises.forget(peer(1));

    assertThat(promises.size()).isEqualTo(1);
    assertThat(promises.takeBroken(START.plusSeconds(4))).containsOnlyKeys(peer(2));
  }

  @Test
  void watchesNoMoreThanItsCapacity() {
    for (int i = 0; i < 10; i++) {
      promises.expect(id(i), peer(1), START.plusSeconds(3));
    }

    assertThat(promises.takeBroken(START.plusSeconds(4))).containsExactly(Map.entry(peer(1), 4));
  }
}
