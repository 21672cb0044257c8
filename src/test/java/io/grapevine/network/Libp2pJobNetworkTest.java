package io.grapevine.network;

import java.io.IOException;

/** Jobs over the own stack. */
class Libp2pJobNetworkTest extends JobNetworkContract {
  Libp2pJobNetworkTest() throws IOException {
    super(Networks.OWN);
  }
}
