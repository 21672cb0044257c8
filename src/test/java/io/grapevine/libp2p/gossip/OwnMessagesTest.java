package io.grapevine.libp2p.gossip;

import static io.grapevine.libp2p.gossip.GossipFixtures.START;
import static io.grapevine.libp2p.gossip.GossipFixtures.TOPIC;
import static io.grapevine.libp2p.gossip.GossipFixtures.message;
import static io.grapevine.libp2p.gossip.GossipFixtures.peer;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class OwnMessagesTest {

  private final OwnMessages own = new OwnMessages(Duration.ofSeconds(1));

  @Test
  void keepsTheMessagesOfATopicForAMoment() {
    GossipMessage first = message(peer(1), 1);
    GossipMessage second = message(peer(1), 2);
    own.add(first, START);
    own.add(message(peer(1), 3, "/other", new byte[1]), START);
    own.add(second, START.plusMillis(500));

    assertThat(own.of(TOPIC, START.plusMillis(999))).containsExactly(first, second);
    assertThat(own.of(TOPIC, START.plusMillis(1000))).containsExactly(second);
    assertThat(own.of(TOPIC, START.plusMillis(1500))).isEmpty();
  }

  @Test
  void keepsNothingWhenItIsSwitchedOff() {
    OwnMessages off = new OwnMessages(Duration.ZERO);
    off.add(message(peer(1), 1), START);

    assertThat(off.of(TOPIC, START)).isEmpty();
  }

  @Test
  void keepsNoMoreThanItsCapacity() {
    for (int i = 0; i < 100; i++) {
      own.add(message(peer(1), i), START);
    }

    assertThat(own.of(TOPIC, START)).hasSize(64);
    assertThat(own.of(TOPIC, START).getFirst().seqno()).isEqualTo(36);
  }
}
