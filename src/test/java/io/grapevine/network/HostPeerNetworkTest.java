package io.grapevine.network;

import java.io.IOException;

/** The promises of the port, kept by the own stack. */
class HostPeerNetworkTest extends PeerNetworkContract {
  HostPeerNetworkTest() throws IOException {
    super(Networks.OWN);
  }
}
