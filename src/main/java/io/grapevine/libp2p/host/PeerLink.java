package io.grapevine.libp2p.host;

import io.grapevine.libp2p.multiformats.Multiaddr;
import io.grapevine.libp2p.peer.PeerId;
import io.grapevine.libp2p.resources.Reservation;
import io.grapevine.libp2p.transport.MuxConnection;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.concurrent.atomic.AtomicLong;

/** One connection in the table, with what the host knows about it. */
final class PeerLink {
  private final MuxConnection connection;
  private final Multiaddr address;
  private final PeerId self;
  private final Reservation reserved;

  /** When the connection was given up, by the monotonic clock; 0 while it is not. */
  private final AtomicLong givenUpAt = new AtomicLong();

  /**
   * @param reserved the connection's place, given back with {@link #release}
   */
  PeerLink(MuxConnection connection, Multiaddr address, PeerId self, Reservation reserved) {
    this.reserved = reserved;
    this.connection = connection;
    this.address = address;
    this.self = self;
  }

  /** The connection has ended. */
  void release() {
    reserved.close();
  }

  MuxConnection connection() {
    return connection;
  }

  Multiaddr address() {
    return address;
  }

  PeerId peer() {
    return connection.remotePeer();
  }

  /** Marks the connection as not wanted any more; true for the first caller. */
  boolean giveUp() {
    return givenUpAt.compareAndSet(0, System.nanoTime() | 1);
  }

  boolean givenUp() {
    return givenUpAt.get() != 0;
  }

  /** Whether the connection was given up so long ago. */
  boolean givenUpFor(Duration time) {
    return givenUp() && System.nanoTime() - givenUpAt.get() > time.toNanos();
  }

  private boolean dialedBySmallerPeer() {
    boolean selfSmaller = self.compareTo(peer()) < 0;
    return connection.outbound() == selfSmaller;
  }

  /**
   * Both ends order the connections between them alike, without a word: first those that the
   * smaller peer dialled, then by the transcript of the handshake.
   */
  static Comparator<PeerLink> preferredFirst() {
    return Comparator.comparing(PeerLink::dialedBySmallerPeer, Comparator.reverseOrder())
        .thenComparing(link -> link.connection.noise().transcript(), Arrays::compareUnsigned);
  }

  ConnectionSnapshot snapshot() {
    return new ConnectionSnapshot(
        peer(), address, connection.outbound(), connection.streamCount(), connection.age());
  }
}
