package io.grapevine.libp2p.resources;

import io.grapevine.libp2p.peer.PeerId;

/**
 * Streams of all connections. A stream that a peer opened is reserved twice: when it comes, and
 * once more when its protocol is known.
 */
public final class StreamAccounts {
  private final ResourceLimits.Streams limits;
  private final Quota inbound;
  private final Quota outbound;
  private final KeyedQuota<PeerId> inboundPerPeer;
  private final KeyedQuota<PeerId> outboundPerPeer;
  private final KeyedQuota<String> perProtocol;
  private final KeyedQuota<PeerProtocol> perPeerAndProtocol;

  /** The scope of one protocol of one peer. */
  private record PeerProtocol(PeerId peer, String protocol) {
    @Override
    public String toString() {
      return protocol + " from " + peer;
    }
  }

  StreamAccounts(ResourceLimits.Streams limits) {
    this.limits = limits;
    inbound = new Quota(Limit.INBOUND_STREAMS, limits.inbound());
    outbound = new Quota(Limit.OUTBOUND_STREAMS, limits.outbound());
    inboundPerPeer = new KeyedQuota<>(Limit.INBOUND_STREAMS_PER_PEER);
    outboundPerPeer = new KeyedQuota<>(Limit.OUTBOUND_STREAMS_PER_PEER);
    perProtocol = new KeyedQuota<>(Limit.STREAMS_PER_PROTOCOL);
    perPeerAndProtocol = new KeyedQuota<>(Limit.STREAMS_PER_PROTOCOL_AND_PEER);
  }

  /** A stream that a peer opened. */
  public Reservation openedBy(PeerId peer) throws LimitReached {
    return reserve(inbound, inboundPerPeer, peer, limits.inboundPerPeer());
  }

  /** A stream that this host opens to a peer. */
  public Reservation openTo(PeerId peer) throws LimitReached {
    return reserve(outbound, outboundPerPeer, peer, limits.outboundPerPeer());
  }

  /**
   * The protocol of a stream that a peer opened.
   *
   * @param peerMax how many streams of the protocol the peer may have open
   */
  public Reservation speaks(PeerId peer, String protocol, int peerMax) throws LimitReached {
    PeerProtocol scope = new PeerProtocol(peer, protocol);
    perPeerAndProtocol.take(scope, peerMax);
    try {
      perProtocol.take(protocol, limits.perProtocol());
    } catch (LimitReached e) {
      perPeerAndProtocol.giveBack(scope);
      throw e;
    }
    return new Reservation(
        () -> {
          perProtocol.giveBack(protocol);
          perPeerAndProtocol.giveBack(scope);
        });
  }

  private static Reservation reserve(Quota all, KeyedQuota<PeerId> each, PeerId peer, int peerMax)
      throws LimitReached {
    all.take();
    try {
      each.take(peer, peerMax);
    } catch (LimitReached e) {
      all.giveBack();
      throw e;
    }
    return new Reservation(
        () -> {
          each.giveBack(peer);
          all.giveBack();
        });
  }

  int inbound() {
    return inbound.used();
  }

  int outbound() {
    return outbound.used();
  }
}
