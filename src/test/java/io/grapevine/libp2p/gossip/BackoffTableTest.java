package io.grapevine.libp2p.gossip;

import static io.grapevine.libp2p.gossip.GossipFixtures.START;
import static io.grapevine.libp2p.gossip.GossipFixtures.TOPIC;
import static io.grapevine.libp2p.gossip.GossipFixtures.peer;
import static java.time.Duration.ZERO;
import static java.time.Duration.ofHours;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BackoffTableTest {

  private static final Duration CAP = ofHours(1);

  private final BackoffTable table = new BackoffTable(CAP, 3);

  @Test
  void lastsUntilItsEndAndTheSlackBehindIt() {
    table.add(TOPIC, peer(1), ofSeconds(60), START);

    assertThat(table.active(TOPIC, peer(1), ZERO, START.plusSeconds(59))).isTrue();
    assertThat(table.active(TOPIC, peer(1), ZERO, START.plusSeconds(60))).isFalse();
    assertThat(table.active(TOPIC, peer(1), ofSeconds(1), START.plusSeconds(60))).isTrue();
    assertThat(table.active(TOPIC, peer(1), ofSeconds(1), START.plusSeconds(61))).isFalse();
  }

  @Test
  void belongsToOnePeerOnOneTopic() {
    table.add(TOPIC, peer(1), ofSeconds(60), START);

    assertThat(table.active(TOPIC, peer(2), ZERO, START)).isFalse();
    assertThat(table.active("/other", peer(1), ZERO, START)).isFalse();
  }

  @Test
  void isNeverShortened() {
    table.add(TOPIC, peer(1), ofSeconds(60), START);
    table.add(TOPIC, peer(1), ofSeconds(10), START);

    assertThat(table.remaining(TOPIC, peer(1), START)).isEqualTo(ofSeconds(60));
  }

  @Test
  void capsWhatIsAdded() {
    table.add(TOPIC, peer(1), ofHours(2), START);

    assertThat(table.remaining(TOPIC, peer(1), START)).isEqualTo(CAP);
  }

  @Test
  void readsAnnouncedSecondsAsUnsignedAndCapsThem() {
    assertThat(table.announced(0, ofSeconds(60))).isEqualTo(ofSeconds(60));
    assertThat(table.announced(7, ofSeconds(60))).isEqualTo(ofSeconds(7));
    assertThat(table.announced(3600, ofSeconds(60))).isEqualTo(CAP);
    assertThat(table.announced(3601, ofSeconds(60))).isEqualTo(CAP);
    assertThat(table.announced(Long.MAX_VALUE, ofSeconds(60))).isEqualTo(CAP);
    assertThat(table.announced(Long.MIN_VALUE, ofSeconds(60))).isEqualTo(CAP);
    assertThat(table.announced(-1, ofSeconds(60))).isEqualTo(CAP);
  }

  @Test
  void dropsTheOldestAboveItsCapacity() {
    for (int i = 1; i <= 4; i++) {
      table.add(TOPIC, peer(i), ofSeconds(60), START);
    }

    assertThat(table.size()).isEqualTo(3);
    assertThat(table.active(TOPIC, peer(1), ZERO, START)).isFalse();
    assertThat(table.active(TOPIC, peer(4), ZERO, START)).isTrue();
  }

  @Test
  void forgetsWhatHasEnded() {
    table.add(TOPIC, peer(1), ofSeconds(10), START);
    table.add(TOPIC, peer(2), ofSeconds(60), START);
    table.expire(ofSeconds(1), START.plusSeconds(11));

    assertThat(table.size()).isEqualTo(1);
  }
}
