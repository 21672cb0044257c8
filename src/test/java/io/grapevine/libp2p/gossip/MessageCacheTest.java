package io.grapevine.libp2p.gossip;

import static io.grapevine.libp2p.gossip.GossipFixtures.TOPIC;
import static io.grapevine.libp2p.gossip.GossipFixtures.message;
import static io.grapevine.libp2p.gossip.GossipFixtures.peer;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MessageCacheTest {

  private static final int WINDOWS = 5;
  private static final int ADVERTISED = 3;

  private final GossipMessage first = message(peer(1), 1);
  private final GossipMessage second = message(peer(1), 2);
  private final MessageCache cache = new MessageCache(WINDOWS, ADVERTISED, 1 << 20);

  @Test
  void advertisesForThreeWindowsAndKeepsForFive() {
    cache.put(first);
    for (int shifts = 1; shifts < ADVERTISED; shifts++) {
      cache.shift();
    }
    assertThat(cache.advertised(TOPIC)).containsExactly(first.id());

    cache.shift();
    assertThat(cache.advertised(TOPIC)).isEmpty();
    assertThat(cache.get(first.id())).contains(first);

    cache.shift();
    assertThat(cache.get(first.id())).contains(first);
    cache.shift();
    assertThat(cache.get(first.id())).isEmpty();
    assertThat(cache.bytes()).isZero();
  }

  @Test
  void advertisesOnlyTheTopicAskedFor() {
    cache.put(first);

    assertThat(cache.advertised("/other")).isEmpty();
  }

  @Test
  void dropsTheOldestAboveItsBytes() {
    MessageCache small = new MessageCache(WINDOWS, ADVERTISED, first.size() + second.size() - 1);
    small.put(first);
    small.put(second);

    assertThat(small.get(first.id())).isEmpty();
    assertThat(small.get(second.id())).contains(second);
    assertThat(small.bytes()).isEqualTo(second.size());
  }

  @Test
  void keepsBothWhenTheBytesAreJustEnough() {
    MessageCache small = new MessageCache(WINDOWS, ADVERTISED, first.size() + second.size());
    small.put(first);
    small.put(second);

    assertThat(small.size()).isEqualTo(2);
  }

  @Test
  void countsRequestsByPeerAndMessage() {
    cache.put(first);

    assertThat(cache.countRequest(first.id(), peer(1))).isEqualTo(1);
    assertThat(cache.countRequest(first.id(), peer(1))).isEqualTo(2);
    assertThat(cache.countRequest(first.id(), peer(2))).isEqualTo(1);
    assertThat(cache.countRequest(second.id(), peer(1))).isZero();
  }

  @Test
  void countsAMessageOnceHoweverOftenItIsPut() {
    cache.put(first);
    cache.put(first);

    assertThat(cache.bytes()).isEqualTo(first.size());
  }
}
