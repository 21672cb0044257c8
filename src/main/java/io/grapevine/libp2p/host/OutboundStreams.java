package io.grapevine.libp2p.host;

import io.grapevine.libp2p.host.DialException.Reason;
import io.grapevine.libp2p.peer.PeerId;
import io.grapevine.libp2p.resources.LimitReached;
import io.grapevine.libp2p.resources.Reservation;
import io.grapevine.libp2p.resources.StreamAccounts;
import io.grapevine.libp2p.transport.DeadlineInput;
import io.grapevine.libp2p.transport.MuxStream;
import io.grapevine.libp2p.transport.ProtocolSelection;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Opens streams and agrees on their protocol. If Identify has told that the peer speaks one of the
 * protocols, the stream is ready at once and the agreement is read later; that saves a round trip.
 */
final class OutboundStreams {
  private final ConnectionTable table;
  private final PeerStore store;
  private final Dialer dialer;
  private final HostObserver observer;
  private final StreamAccounts accounts;
  private final Refusals refusals;
  private final HostConfig.Times times;

  OutboundStreams(
      ConnectionTable table,
      PeerStore store,
      Dialer dialer,
      HostObserver observer,
      StreamAccounts accounts,
      Refusals refusals,
      HostConfig.Times times) {
    this.accounts = accounts;
    this.refusals = refusals;
    this.table = table;
    this.store = store;
    this.dialer = dialer;
    this.observer = observer;
    this.times = times;
  }

  Stream open(PeerId peer, List<String> ids, Deadline deadline) throws IOException {
    Place place = reserve(peer, () -> openMux(peer, deadline));
    Set<String> known = takesAllAtOnce(peer) ? store.protocols(peer) : Set.of();
    for (String id : ids) {
      if (known.contains(id)) {
        return optimistic(place, id);
      }
    }
    return negotiate(place, ids, deadline);
  }

  /** Opens on one certain connection and negotiates in full. */
  Stream openOn(PeerLink link, List<String> ids, Deadline deadline) throws IOException {
    Place place = reserve(link.peer(), () -> link.connection().open(deadline.left()));
    return negotiate(place, ids, deadline);
  }

  /** A stream and what was reserved for it. */
  private record Place(MuxStream mux, Reservation reserved) {}

  /** Opens a stream without a protocol yet. */
  @FunctionalInterface
  private interface Opening {
    MuxStream run() throws IOException;
  }

  private Place reserve(PeerId peer, Opening opening) throws IOException {
    Reservation reserved;
    try {
      reserved = accounts.openTo(peer);
    } catch (LimitReached e) {
      refusals.refused(e);
      throw new DialException(Reason.LIMIT, String.valueOf(e.getMessage()), e);
    }
    boolean opened = false;
    try {
      MuxStream mux = opening.run();
      opened = true;
      mux.onEnd(reserved::close);
      return new Place(mux, reserved);
    } finally {
      if (!opened) {
        reserved.close();
      }
    }
  }

  private MuxStream openMux(PeerId peer, Deadline deadline) throws IOException {
    for (PeerLink link : table.links(peer)) {
      Optional<MuxStream> mux = tryOpen(link, deadline);
      if (mux.isPresent()) {
        return mux.get();
      }
    }
    PeerLink dialed = dialer.dial(peer, deadline);
    return tryOpen(dialed, deadline)
        .orElseThrow(
            () -> new DialException(Reason.CLOSED, "connection to " + peer + " ended at once"));
  }

  /**
   * js-libp2p (3.3 at least) resets a stream on which proposal, request and end of our direction
   * come together, or never notices the end. A round trip for the agreement keeps them apart.
   */
  private boolean takesAllAtOnce(PeerId peer) {
    return !store.isJs(peer);
  }

  /** Empty if this connection takes no streams any more, so that another one may. */
  private static Optional<MuxStream> tryOpen(PeerLink link, Deadline deadline) throws IOException {
    if (!link.connection().usable()) {
      return Optional.empty();
    }
    try {
      return Optional.of(link.connection().open(deadline.left()));
    } catch (SocketTimeoutException e) {
      throw new DialException(Reason.LIMIT, "too many streams to " + link.peer() + " are open", e);
    } catch (java.net.SocketException e) {
      return Optional.empty();
    }
  }

  private Stream optimistic(Place place, String id) throws IOException {
    MuxStream mux = place.mux();
    ProtocolSelection selection = ProtocolSelection.begin(mux.input(), mux.output(), List.of(id));
    PeerId peer = mux.connection().remotePeer();
    InputStream input = new ConfirmingInput(mux, selection, () -> store.forgetProtocol(peer, id));
    return ready(place, id, input);
  }

  private Stream negotiate(Place place, List<String> ids, Deadline deadline) throws IOException {
    MuxStream mux = place.mux();
    boolean agreed = false;
    try {
      Deadline limit = new Deadline(deadline.nanoTime());
      DeadlineInput in = Deadline.after(limit.atMost(times.negotiation())).limit(mux);
      Optional<String> id = ProtocolSelection.propose(in, mux.output(), ids);
      if (id.isEmpty()) {
        throw new DialException(
            Reason.PROTOCOL_UNSUPPORTED, mux.connection().remotePeer() + " speaks none of " + ids);
      }
      agreed = true;
      mux.readTimeout(MuxStream.DEFAULT_TIMEOUT);
      return ready(place, id.get(), mux.input());
    } catch (SocketTimeoutException e) {
      throw new DialException(Reason.TIMEOUT, "no answer to the proposal of " + ids, e);
    } finally {
      if (!agreed) {
        mux.reset();
      }
    }
  }

  private Stream ready(Place place, String id, InputStream input) {
    observer.streamOpened(id, true);
    place
        .mux()
        .onEnd(
            () -> {
              observer.streamClosed(id, true);
              place.reserved().close();
            });
    return new HostStream(place.mux(), id, input);
  }
}
