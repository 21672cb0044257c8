package io.grapevine.libp2p.gossip;

/** Sees to it that the direct peers are connected, each time after so many heartbeats. */
final class DirectPeers {

  private static final byte[] NO_RECORD = {};

  private final RouterState state;
  private long beats;

  DirectPeers(RouterState state) {
    this.state = state;
  }

  void beat() {
    PeerPolicy policy = state.config.peers();
    if (beats++ % policy.directDialBeats() != 0) {
      return;
    }
    for (var peer : policy.direct()) {
      if (!state.peers.containsKey(peer) && !peer.equals(state.self)) {
        state.outbox.dial(new ExchangedPeer(peer, NO_RECORD));
      }
    }
  }
}
