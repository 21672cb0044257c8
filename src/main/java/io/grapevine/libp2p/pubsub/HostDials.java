package io.grapevine.libp2p.pubsub;

import io.grapevine.libp2p.gossip.ExchangedPeer;
import io.grapevine.libp2p.host.Host;
import io.grapevine.libp2p.identity.PeerRecord;
import io.grapevine.libp2p.multiformats.MalformedException;
import io.grapevine.libp2p.multiformats.Multiaddr;
import io.grapevine.libp2p.peer.PeerId;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Connects with peers that the router asks for, a few at a time and in the background. What a peer
 * record says is believed only if the peer itself has signed it, and only if it is newer than what
 * is known; who answers at its addresses is for the handshake to prove.
 */
final class HostDials {

  private static final Logger LOG = LoggerFactory.getLogger(HostDials.class);

  /** More are not waited for: the router asks again when it still needs them. */
  private static final int PARALLEL = 8;

  private static final Duration WAIT = Duration.ofSeconds(10);
  private static final Duration ADDRESS_LIFE = Duration.ofMinutes(10);

  private final Host host;
  private final Semaphore places = new Semaphore(PARALLEL);

  HostDials(Host host) {
    this.host = host;
  }

  /** Begins a dial and returns at once. */
  void dial(ExchangedPeer peer) {
    if (!places.tryAcquire()) {
      LOG.debug("too many dials under way for {}", peer.peer());
      return;
    }
    Thread.ofVirtual()
        .name("pubsub-dial")
        .start(
            () -> {
              try {
                host.connect(peer.peer(), addresses(peer), WAIT);
              } catch (IOException e) {
                LOG.debug("{} was not reached: {}", peer.peer(), e.getMessage());
              } finally {
                places.release();
              }
            });
  }

  private List<Multiaddr> addresses(ExchangedPeer peer) throws MalformedException {
    if (peer.signedRecord().length == 0) {
      return List.of();
    }
    PeerId named = peer.peer();
    PeerRecord opened = PeerRecord.open(peer.signedRecord());
    if (!opened.peerId().equals(named)) {
      throw new MalformedException("the record is about " + opened.peerId());
    }
    boolean news = host.peerStore().accept(opened, ADDRESS_LIFE);
    return news ? opened.addresses() : List.of();
  }
}
