package io.grapevine.libp2p.host;

import io.grapevine.libp2p.peer.PeerId;
import io.grapevine.libp2p.resources.LimitReached;
import io.grapevine.libp2p.resources.StreamAccounts;
import io.grapevine.libp2p.transport.DeadlineInput;
import io.grapevine.libp2p.transport.MuxStream;
import io.grapevine.libp2p.transport.ProtocolSelection;
import java.io.IOException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves what peers open: negotiates, reserves, calls the handler, each stream on a virtual thread.
 * How many can be in negotiation is bounded by the backlog of unacknowledged streams, since a
 * stream is acknowledged only when a handler takes it.
 */
final class InboundStreams {
  private static final Logger LOG = LoggerFactory.getLogger(InboundStreams.class);

  private final Protocols protocols;
  private final HostObserver observer;
  private final StreamAccounts accounts;
  private final Refusals refusals;
  private final Duration negotiationTime;

  InboundStreams(
      Protocols protocols,
      HostObserver observer,
      StreamAccounts accounts,
      Refusals refusals,
      Duration negotiationTime) {
    this.accounts = accounts;
    this.refusals = refusals;
    this.protocols = protocols;
    this.observer = observer;
    this.negotiationTime = negotiationTime;
  }

  void opened(MuxStream mux) {
    try {
      StreamLease lease = new StreamLease(accounts.openedBy(mux.connection().remotePeer()));
      mux.onEnd(lease::ended);
      Thread.ofVirtual().name("libp2p-inbound").start(() -> serve(mux, lease));
    } catch (LimitReached e) {
      refuse(mux, e);
    }
  }

  private void serve(MuxStream mux, StreamLease lease) {
    try {
      ProtocolBinding binding = negotiate(mux);
      PeerId peer = mux.connection().remotePeer();
      lease.add(accounts.speaks(peer, binding.protocolId(), binding.inboundStreamsPerPeer()));
      run(mux, binding, lease);
    } catch (LimitReached e) {
      refuse(mux, e);
    } catch (IOException | RuntimeException e) {
      count(Refusal.NEGOTIATION_FAILED, mux);
      mux.reset();
      LOG.debug("negotiation on {} failed", mux, e);
    } finally {
      lease.handled();
    }
  }

  private void refuse(MuxStream mux, LimitReached limit) {
    mux.reset();
    refusals.refused(limit);
  }

  private ProtocolBinding negotiate(MuxStream mux) throws IOException {
    DeadlineInput in = Deadline.after(negotiationTime).limit(mux);
    String id = ProtocolSelection.answer(in, mux.output(), protocols::serves);
    mux.readTimeout(MuxStream.DEFAULT_TIMEOUT);
    return protocols.find(id).orElseThrow();
  }

  private void run(MuxStream mux, ProtocolBinding binding, StreamLease lease) {
    String id = binding.protocolId();
    observer.streamOpened(id, false);
    mux.onEnd(
        () -> {
          observer.streamClosed(id, false);
          lease.ended();
        });
    try {
      mux.accept();
      if (mux.input().available() == 0) {
        // The dialer may wait for our answer before it sends; otherwise the answer travels with the
        // handler's first bytes.
        mux.output().flush();
      }
      binding.handler().handle(new HostStream(mux, id, mux.input()));
      mux.close();
    } catch (IOException e) {
      failed(mux, id, e);
    } catch (RuntimeException e) {
      failed(mux, id, e);
      LOG.warn("handler of {} failed for {}", id, mux.connection().remotePeer(), e);
    }
  }

  private void failed(MuxStream mux, String id, Exception cause) {
    count(Refusal.HANDLER_FAILED, mux);
    mux.reset();
    LOG.debug("handler of {} gave up on {}", id, mux, cause);
  }

  /** A stream that ends because its connection does was not turned away. */
  private void count(Refusal reason, MuxStream mux) {
    if (mux.connection().usable()) {
      refusals.failed(reason);
    }
  }
}
