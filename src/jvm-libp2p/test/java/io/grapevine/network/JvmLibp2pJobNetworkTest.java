package io.grapevine.network;

import java.io.IOException;

/** Jobs over jvm-libp2p. */
class JvmLibp2pJobNetworkTest extends JobNetworkContract {
  JvmLibp2pJobNetworkTest() throws IOException {
    super(JvmLibp2p.NETWORKS);
  }
}
