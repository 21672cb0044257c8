package io.grapevine.network;

import java.io.IOException;

/** Hostile peers against the own stack. */
class HostilePeersTest extends HostilePeersContract {
  HostilePeersTest() throws IOException {
    super(Networks.OWN);
  }
}
