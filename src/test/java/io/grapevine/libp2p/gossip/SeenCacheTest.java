package io.grapevine.libp2p.gossip;

import static io.grapevine.libp2p.gossip.GossipFixtures.START;
import static io.grapevine.libp2p.gossip.GossipFixtures.id;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class SeenCacheTest {

  private static final Duration TTL = Duration.ofMinutes(2);

  private final SeenCache seen = new SeenCache(TTL, 3);

  @Test
  void tellsTheFirstCopyFromTheRest() {
    assertThat(seen.add(id(1), START)).isTrue();
    assertThat(seen.add(id(1), START.plusSeconds(1))).isFalse();
    assertThat(seen.since(id(1), START.plusSeconds(1))).contains(START);
  }

  @Test
  void forgetsWhenTheTimeIsOverAndNotBefore() {
    seen.add(id(1), START);

    assertThat(seen.contains(id(1), START.plus(TTL).minusNanos(1))).isTrue();
    assertThat(seen.contains(id(1), START.plus(TTL))).isFalse();
    assertThat(seen.add(id(1), START.plus(TTL))).isTrue();
  }

  @Test
  void doesNotLiveLongerForBeingRepeated() {
    seen.add(id(1), START);
    seen.add(id(1), START.plusSeconds(100));

    assertThat(seen.contains(id(1), START.plus(TTL))).isFalse();
  }

  @Test
  void dropsTheOldestAboveItsCapacity() {
    for (int i = 1; i <= 4; i++) {
      seen.add(id(i), START.plusSeconds(i));
    }

    assertThat(seen.size()).isEqualTo(3);
    assertThat(seen.contains(id(1), START.plusSeconds(4))).isFalse();
    assertThat(seen.contains(id(2), START.plusSeconds(4))).isTrue();
  }

  @Test
  void takesAnIdOutOnRequest() {
    seen.add(id(1), START);
    seen.forget(id(1));

    assertThat(seen.add(id(1), START)).isTrue();
  }

  @Test
  void expiresWithoutNewEntries() {
    seen.add(id(1), START);
    seen.add(id(2), START.plusSeconds(60));
    seen.expire(START.plus(TTL));

    assertThat(seen.size()).isEqualTo(1);
  }
}
