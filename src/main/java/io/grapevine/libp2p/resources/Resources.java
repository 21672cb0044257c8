package io.grapevine.libp2p.resources;

import io.grapevine.libp2p.peer.PeerId;
import java.net.InetAddress;
import java.util.Optional;

/** All accounts of one host. Safe for use by many threads; no call waits. */
public final class Resources {
  private final ResourceLimits limits;
  private final Quota connections;
  private final Quota inboundConnections;
  private final Quota outboundConnections;
  private final KeyedQuota<PeerId> connectionsPerPeer;
  private final KeyedQuota<SourceAddress> connectionsPerSource;
  private final Quota handshakes;
  private final KeyedQuota<SourceAddress> handshakesPerSource;
  private final Quota dials;
  private final StreamAccounts streams;
  private final ByteBudget buffers;
  private final ByteBudget gossip;

  /** Empty accounts. */
  public Resources(ResourceLimits limits) {
    this.limits = limits;
    ResourceLimits.Connections counts = limits.connections();
    connections = new Quota(Limit.CONNECTIONS, counts.total());
    inboundConnections = new Quota(Limit.INBOUND_CONNECTIONS, counts.inbound());
    outboundConnections = new Quota(Limit.OUTBOUND_CONNECTIONS, counts.outbound());
    connectionsPerPeer = new KeyedQuota<>(Limit.CONNECTIONS_PER_PEER);
    connectionsPerSource = new KeyedQuota<>(Limit.CONNECTIONS_PER_SOURCE);
    handshakes = new Quota(Limit.HANDSHAKES, counts.handshakes());
    handshakesPerSource = new KeyedQuota<>(Limit.HANDSHAKES_PER_SOURCE);
    dials = new Quota(Limit.DIALS, counts.dials() + counts.waitingDials());
    streams = new StreamAccounts(limits.streams());
    ResourceLimits.Memory memory = limits.memory();
    buffers = new ByteBudget(memory.buffered(), memory.bufferedPerPeer());
    gossip = new ByteBudget(memory.gossip(), memory.gossip());
  }

  /** What the accounts are limited to. */
  public ResourceLimits limits() {
    return limits;
  }

  /** The accounts of streams. */
  public StreamAccounts streams() {
    return streams;
  }

  /** Bytes of streams, received and unread or written and unsent. */
  public ByteBudget buffers() {
    return buffers;
  }

  /** Bytes of messages that wait for their turn to be written to subscribers. */
  public ByteBudget gossip() {
    return gossip;
  }

  /** An inbound handshake, from the accepting of its socket on. */
  public Reservation handshake(InetAddress from) throws LimitReached {
    SourceAddress source = SourceAddress.of(from);
    int free = handshakes.free();
    int mine = handshakesPerSource.used(source);
    long room = FairShare.room(mine, limits.connections().handshakesPerSource(), free);
    handshakesPerSource.take(source, Math.toIntExact(mine + room));
    try {
      handshakes.take();
    } catch (LimitReached e) {
      handshakesPerSource.giveBack(source);
      throw e;
    }
    return new Reservation(
        () -> {
          handshakes.giveBack();
          handshakesPerSource.giveBack(source);
        });
  }

  /** Asks, before the work of a handshake, whether there would be room for its connection. */
  public void requireConnection(boolean outbound) throws LimitReached {
    reserveConnection(outbound).close();
  }

  /**
   * A connection whose handshake is finished.
   *
   * @param source the address of the other end; empty if this host dialled it
   */
  public Reservation connection(PeerId peer, Optional<InetAddress> source) throws LimitReached {
    Reservation counted = reserveConnection(source.isEmpty());
    try {
      connectionsPerPeer.take(peer, limits.connections().perPeer());
    } catch (LimitReached e) {
      counted.close();
      throw e;
    }
    Reservation ofPeer =
        new Reservation(
            () -> {
              connectionsPerPeer.giveBack(peer);
              counted.close();
            });
    return source.isEmpty() ? ofPeer : fromSource(SourceAddress.of(source.get()), ofPeer);
  }

  private Reservation fromSource(SourceAddress source, Reservation inner) throws LimitReached {
    try {
      connectionsPerSource.take(source, limits.connections().perSource());
    } catch (LimitReached e) {
      inner.close();
      throw e;
    }
    return new Reservation(
        () -> {
          connectionsPerSource.giveBack(source);
          inner.close();
        });
  }

  private Reservation reserveConnection(boolean outbound) throws LimitReached {
    Quota directed = outbound ? outboundConnections : inboundConnections;
    directed.take();
    try {
      connections.take();
    } catch (LimitReached e) {
      directed.giveBack();
      throw e;
    }
    return new Reservation(
        () -> {
          connections.giveBack();
          directed.giveBack();
        });
  }

  /** A dial, from the wish for it on. */
  public Reservation dial() throws LimitReached {
    dials.take();
    return new Reservation(dials::giveBack);
  }

  /** What is used at this moment. */
  public ResourceSnapshot snapshot() {
    return new ResourceSnapshot(
        inboundConnections.used(),
        outboundConnections.used(),
        handshakes.used(),
        dials.used(),
        streams.inbound(),
        streams.outbound(),
        buffers.used(),
        gossip.used());
  }
}
