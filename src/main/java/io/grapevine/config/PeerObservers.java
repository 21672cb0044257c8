package io.grapevine.config;

import io.grapevine.coordination.CoordinationListener;
import io.grapevine.coordination.JobTracing;
import io.grapevine.libp2p.host.HostObserver;
import io.grapevine.libp2p.pubsub.PubSubObserver;
import io.grapevine.network.NetworkObserver;

/** Who watches a peer. */
record PeerObservers(
    HostObserver host,
    PubSubObserver pubSub,
    NetworkObserver network,
    CoordinationListener coordination,
    JobTracing tracing)
    implements AutoCloseable {
  /** Nobody. */
  static final PeerObservers NONE =
      new PeerObservers(
          HostObserver.NOOP,
          PubSubObserver.NOOP,
          NetworkObserver.NONE,
          CoordinationListener.NONE,
          JobTracing.NONE);

  /** After the peer, which hears of nothing any more. */
  @Override
  public void close() {
    tracing.close();
  }
}
