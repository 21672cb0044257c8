package io.grapevine.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grapevine.libp2p.host.Stream;
import java.io.IOException;
import java.net.SocketException;
import org.junit.jupiter.api.Test;

/** The promises of the port on jvm-libp2p, and the one that it cannot keep. */
class JvmLibp2pPeerNetworkTest extends PeerNetworkContract {
  JvmLibp2pPeerNetworkTest() throws IOException {
    super(JvmLibp2p.NETWORKS);
  }

  /**
   * A known limit: the library gives credit for what it has delivered and not for what was read, so
   * a writer does not wait for a slow reader. The adapter's bound ends such a stream; the
   * connection stays.
   */
  @Test
  @Override
  void theWriterWaitsForAReaderThatIsSlow() throws Exception {
    serve(_ -> holdUntil(atTheEnd));
    Stream stream = open();
    assertThatThrownBy(() -> writeUntilThereIsNoRoom(stream))
        .isInstanceOf(SocketException.class)
        .hasMessageContaining("reset");
    assertThat(alice.isConnected(bob.self())).isTrue();
  }
}
