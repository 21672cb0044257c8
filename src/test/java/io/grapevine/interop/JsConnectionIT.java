package io.grapevine.interop;

/** {@link ConnectionSuite} with js-libp2p. */
class JsConnectionIT extends ConnectionSuite {
  JsConnectionIT() {
    super(PeerKind.JS);
  }
}
