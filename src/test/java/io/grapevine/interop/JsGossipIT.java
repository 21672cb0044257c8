package io.grapevine.interop;

/** {@link GossipSuite} with js-libp2p. */
class JsGossipIT extends GossipSuite {
  JsGossipIT() {
    super(PeerKind.JS);
  }
}
