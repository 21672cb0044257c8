package io.grapevine.libp2p.pubsub;

import io.grapevine.libp2p.gossip.ExchangedPeer;
import io.grapevine.libp2p.host.PeerListener;
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

/** What pubsub needs of a host; tests have a small one of their own. */
interface Network {

  /** Serves a protocol. */
  void serve(String protocolId, StreamHandler handler);

  /** Tells of peers that come and go from now on. */
  void listen(PeerListener listener);

  /** Peers connected now. */
  Set<PeerId> connected();

  boolean isConnected(PeerId peer);

  /** How the peer is connected. */
  Origin origin(PeerId peer);

  /** Opens a stream on a connection that exists. */
  Stream open(PeerId peer, List<String> protocolIds, Duration wait) throws IOException;

  /** Memory for messages that wait to be written to a peer, shared with other peers. */
  ByteAccount memory(PeerId peer);

  /** Prefers to stay connected with these peers when there are too many connections. */
  void prefer(Supplier<Set<PeerId>> peers);

  /** Whether the stream's connection is given up while another one to the same peer stands. */
  boolean shouldMove(Stream stream);

  /** Closes the connections to a peer, in the background. */
  void disconnect(PeerId peer);

  /** Tries to connect with a peer, in the background. */
  void dial(ExchangedPeer peer);

  /** Keeps the connections to a peer from being given up when there are too many. */
  void protect(PeerId peer);

  /** The peer's own signed record as Identify brought it, with its signature checked. */
  Optional<byte[]> signedRecord(PeerId peer);

  /**
   * Where a connection comes from.
   *
   * @param outbound whether this host dialled
   * @param address host part of the peer's address, empty when unknown
   */
  record Origin(boolean outbound, String address) {}
}
