package io.grapevine.libp2p.gossip;

import io.grapevine.libp2p.peer.PeerId;

/** A fact that the router is told. */
public sealed interface Event {

  /**
   * There is a connection to a peer; repeated facts change nothing.
   *
   * @param outbound whether we dialled it
   * @param address where it is, for counting peers of one address; empty when unknown
   */
  record PeerConnected(PeerId peer, boolean outbound, String address) implements Event {}

  /** The last connection to a peer is gone. */
  record PeerDisconnected(PeerId peer) implements Event {}

  /** Our stream to the peer is open; what is sent from now on begins with the subscriptions. */
  record OutgoingOpened(PeerId peer, ProtocolVersion version) implements Event {}

  /** Our stream to the peer is gone, the connection is not. */
  record OutgoingClosed(PeerId peer) implements Event {}

  /** The peer opened a stream to us; its next RPC holds all its subscriptions. */
  record IncomingOpened(PeerId peer) implements Event {}

  /** An RPC came from the peer. */
  record RpcReceived(PeerId peer, Rpc rpc) implements Event {}

  /**
   * The peer has said where it is, in a record that was checked; what peer exchange passes on.
   *
   * @param signedRecord the record in its envelope
   */
  // By contract nobody modifies or compares the array.
  @SuppressWarnings("ArrayRecordComponent")
  record PeerRecorded(PeerId peer, byte[] signedRecord) implements Event {}

  /**
   * A message for the peer was dropped for want of room; told once per heartbeat at most.
   *
   * @param stalled whether the peer took nothing at all for as long as a write may take
   */
  record PeerSlow(PeerId peer, boolean stalled) implements Event {}

  /** This peer wants the topic's messages. */
  record Subscribe(String topic) implements Event {}

  /** This peer no longer wants them. */
  record Unsubscribe(String topic) implements Event {}

  /** This peer publishes; the message is signed already. */
  record Publish(GossipMessage message) implements Event {}

  /** The answer to {@link Effect.Validate}. */
  record MessageValidated(GossipMessage message, Validity validity) implements Event {}

  /** Time has passed: {@link GossipRouter#nextDeadline()} may be due. */
  record DeadlineReached() implements Event {}
}
