package io.grapevine.interop;

/** {@link StreamSuite} with go-libp2p. */
class GoStreamIT extends StreamSuite {
  GoStreamIT() {
    super(PeerKind.GO);
  }
}
