package io.grapevine.libp2p;

import static io.grapevine.libp2p.LoopbackPeers.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.grapevine.libp2p.LoopbackPeers.LoopbackPeer;
import io.grapevine.libp2p.gossip.GossipConfig;
import io.grapevine.libp2p.gossip.SequenceCheck;
import io.grapevine.libp2p.identity.KeyPair;
import java.io.IOException;
import java.security.SecureRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A publisher comes back with its identity and forgets how far it had counted. */
@Timeout(60)
class PublisherRestartTest {

  private final LoopbackPeers peers = new LoopbackPeers();

  @AfterEach
  void close() {
    peers.close();
  }

  @Test
  void sequenceNumbersAreStillAcceptedByAPeerThatDemandsGrowingOnes() throws IOException {
    GossipConfig strict = GossipConfig.defaults().withSequence(SequenceCheck.GROWING);
    LoopbackPeer listener = peers.start(KeyPair.generate(new SecureRandom()), strict).subscribe();
    KeyPair keys = KeyPair.generate(new SecureRandom());
    for (int life = 0; life < 5; life++) {
      String text = "life " + life;
      try (LoopbackPeer publisher = peers.start(keys, GossipConfig.defaults())) {
        publisher.connect(listener);
        publisher.subscribe();
        publisher.publish(text);

        eventually(() -> assertThat(listener.texts()).contains(text));
      }
      eventually(() -> assertThat(listener.host.isConnected(keys.peerId())).isFalse());
    }
    assertThat(listener.texts()).hasSize(5);
  }
}
