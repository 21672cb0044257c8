package io.grapevine.network;

import io.grapevine.coordination.NetworkView;
import io.grapevine.libp2p.host.ProtocolBinding;
import io.grapevine.libp2p.host.Stream;
import io.grapevine.libp2p.identity.KeyPair;
import io.grapevine.libp2p.identity.PeerRecord;
import io.grapevine.libp2p.multiformats.Multiaddr;
import io.grapevine.libp2p.peer.PeerId;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * Port: a libp2p network as Grapevine needs it, which is streams by protocol to known peers, and
 * gossip by topic. {@link HostPeerNetwork} is the adapter on the own stack. Safe for use by many
 * threads.
 */
public interface PeerNetwork extends AutoCloseable {
  /** Who this peer is; signs what it states. */
  KeyPair keyPair();

  /** This peer. */
  default PeerId self() {
    return keyPair().peerId();
  }

  /** Where this peer can be dialled, without its peer id. */
  List<Multiaddr> addresses();

  /** This peer's addresses in the envelope of a {@link PeerRecord} that it signed. */
  byte[] signedRecord();

  /** How this peer is connected now. */
  NetworkView view();

  /**
   * Connects with a peer unless it is connected.
   *
   * @throws IOException if that does not succeed within the limit
   */
  void connect(PeerId peer, List<Multiaddr> addresses, Duration limit) throws IOException;

  /** Whether a connection with the peer stands. */
  boolean isConnected(PeerId peer);

  /**
   * Keeps addresses that a peer has signed, so that {@link #open} can dial it; an older record than
   * the one that is kept changes nothing.
   *
   * @param life how long they are kept
   */
  void remember(PeerRecord peerRecord, Duration life);

  /**
   * Serves a protocol from now on, each stream on a virtual thread of its own; what one peer opens
   * beyond the limit of the binding is reset.
   *
   * @throws IllegalStateException if it is served already
   */
  void serve(ProtocolBinding binding);

  /**
   * Opens a stream to another peer; dials what is known of its addresses if it is not connected.
   * The other end may hear of the stream only with the first flush.
   *
   * @throws IOException if the peer cannot be reached within the limit, or does not speak the
   *     protocol; the latter may also be told by the first read
   */
  Stream open(PeerId peer, String protocol, Duration limit) throws IOException;

  /**
   * Asks to keep the connections with a peer, should there be too many, until it is {@link
   * #release}d for the same purpose. A network that gives no connections up ignores it.
   */
  default void keep(PeerId peer, String purpose) {}

  /** Undoes {@link #keep}. */
  default void release(PeerId peer, String purpose) {}

  /**
   * Joins a topic. Of every message of others that is properly signed the reader is asked once; own
   * messages are not heard. What it rejects is held against the peer that sent it.
   *
   * @throws IllegalStateException if this peer has joined the topic already
   */
  void subscribe(String topic, TopicReader reader);

  /**
   * Signs a message and hands it over for the peers of a topic, which this peer need not have
   * joined. Nothing is acknowledged.
   *
   * @return to how many peers it was handed over; 0 is no error, but nobody has it
   * @throws IllegalStateException if it cannot be handed over
   */
  int publish(String topic, byte[] message);

  /** The connected peers that have joined the topic. */
  Set<PeerId> subscribers(String topic);

  /** Leaves the network: ends all streams and connections. */
  @Override
  void close();
}
