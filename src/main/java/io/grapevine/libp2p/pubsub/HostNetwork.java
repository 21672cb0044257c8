package io.grapevine.libp2p.pubsub;

import io.grapevine.libp2p.gossip.ExchangedPeer;
import io.grapevine.libp2p.host.ConnectionSnapshot;
import io.grapevine.libp2p.host.DialException;
import io.grapevine.libp2p.host.Host;
import io.grapevine.libp2p.host.PeerListener;
import io.grapevine.libp2p.host.ProtocolBinding;
import io.grapevine.libp2p.host.Stream;
import io.grapevine.libp2p.host.StreamHandler;
import io.grapevine.libp2p.peer.PeerId;
import io.grapevine.libp2p.resources.ByteAccount;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** The network of a host. */
final class HostNetwork implements Network {

  /** One stream is read; a second one may come before the first is known to be dead. */
  private static final int INBOUND_STREAMS_PER_PEER = 2;

  private static final String PROTECTION = "direct peer of pubsub";

  private final Host host;
  private final HostDials dials;

  HostNetwork(Host host) {
    this.host = host;
    this.dials = new HostDials(host);
  }

  @Override
  public void serve(String protocolId, StreamHandler handler) {
    host.register(new ProtocolBinding(protocolId, INBOUND_STREAMS_PER_PEER, handler));
  }

  @Override
  public void listen(PeerListener listener) {
    host.addListener(listener);
  }

  @Override
  public Set<PeerId> connected() {
    return host.connectedPeers();
  }

  @Override
  public boolean isConnected(PeerId peer) {
    return host.isConnected(peer);
  }

  @Override
  public Origin origin(PeerId peer) {
    for (ConnectionSnapshot connection : host.connections()) {
      if (connection.peer().equals(peer)) {
        return new Origin(connection.outbound(), connection.address().host().orElse(""));
      }
    }
    return new Origin(false, "");
  }

  @Override
  public boolean shouldMove(Stream stream) {
    return stream.goingAway()
        && host.connections().stream()
                .filter(connection -> connection.peer().equals(stream.remotePeer()))
                .count()
            > 1;
  }

  @Override
  public void disconnect(PeerId peer) {
    host.disconnect(peer);
  }

  @Override
  public void dial(ExchangedPeer peer) {
    dials.dial(peer);
  }

  @Override
  public void protect(PeerId peer) {
    host.protect(peer, PROTECTION);
  }

  @Override
  public Optional<byte[]> signedRecord(PeerId peer) {
    return host.peerStore().signedRecord(peer);
  }

  @Override
  public ByteAccount memory(PeerId peer) {
    return host.gossipMemory().open(peer);
  }

  @Override
  public void prefer(Supplier<Set<PeerId>> peers) {
    host.prefer(peers);
  }

  /** Never dials: a peer that is gone is somebody else's to reconnect. */
  @Override
  public Stream open(PeerId peer, List<String> protocolIds, Duration wait) throws IOException {
    if (!host.isConnected(peer)) {
      throw new DialException(DialException.Reason.CLOSED, "not connected to " + peer);
    }
    return host.open(peer, protocolIds, wait);
  }
}
