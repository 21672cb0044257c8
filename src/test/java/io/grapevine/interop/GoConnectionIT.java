package io.grapevine.interop;

/** {@link ConnectionSuite} with go-libp2p. */
class GoConnectionIT extends ConnectionSuite {
  GoConnectionIT() {
    super(PeerKind.GO);
  }
}
