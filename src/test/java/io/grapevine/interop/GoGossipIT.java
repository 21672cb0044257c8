package io.grapevine.interop;

/** {@link GossipSuite} with go-libp2p. */
class GoGossipIT extends GossipSuite {
  GoGossipIT() {
    super(PeerKind.GO);
  }
}
