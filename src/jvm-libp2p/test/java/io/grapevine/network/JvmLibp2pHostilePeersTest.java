package io.grapevine.network;

import java.io.IOException;

/** Hostile peers on the own stack against peers on jvm-libp2p. */
class JvmLibp2pHostilePeersTest extends HostilePeersContract {
  JvmLibp2pHostilePeersTest() throws IOException {
    super(JvmLibp2p.NETWORKS);
  }
}
