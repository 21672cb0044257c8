package io.grapevine.interop;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** {@link GossipSuite} with go-libp2p. */
class GoGossipIT extends GossipSuite {
  private static final int SIMULTANEOUS_DIALS = 3;
  private static final Duration SETTLED = Duration.ofSeconds(3);

  GoGossipIT() {
    super(PeerKind.GO);
  }

  /** Whichever connection survives, pubsub works over it both ways. */
  @Test
  void gossipSurvivesSimultaneousDials() throws Exception {
    PeerProcess foreign = foreign();
    for (int round = 0; round < SIMULTANEOUS_DIALS; round++) {
      OwnPeer own = impatientPeer();
      own.gossip();
      bothDial(own, foreign);
      meet(own, foreign);
      talk(own, foreign, " at once " + round);
      await().atMost(LIMIT).until(() -> isSettled(own));
      awaitMesh(own, foreign);
      talk(own, foreign, " in the end " + round);
      own.close();
    }
  }

  /** By now a connection that is not needed has been given up and is gone. */
  private static boolean isSettled(OwnPeer own) {
    return own.host().connections().stream()
        .allMatch(connection -> connection.age().compareTo(SETTLED) > 0);
  }
}
