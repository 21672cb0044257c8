package io.grapevine.interop;

/** {@link StreamSuite} with js-libp2p. */
class JsStreamIT extends StreamSuite {
  JsStreamIT() {
    super(PeerKind.JS);
  }
}
