package io.grapevine.libp2p.host;

import io.grapevine.libp2p.peer.PeerId;
import io.grapevine.libp2p.transport.MuxStream;
import io.grapevine.libp2p.transport.ProtocolSelection;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
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
  private final Duration negotiationTime;

  InboundStreams(Protocols protocols, HostObserver observer, Duration negotiationTime) {
    this.protocols = protocols;
    this.observer = observer;
    this.negotiationTime = negotiationTime;
  }

  void opened(MuxStream mux) {
    Thread.ofVirtual().name("libp2p-inbound").start(() -> serve(mux));
  }

  private void serve(MuxStream mux) {
    try {
      ProtocolBinding binding = negotiate(mux);
      PeerId peer = mux.connection().remotePeer();
      Optional<Protocols.Slot> slot = protocols.reserve(peer, binding);
      if (slot.isEmpty()) {
        mux.reset();
        observer.refused(Refusal.STREAMS_PER_PROTOCOL_LIMIT);
        LOG.debug("{} has too many streams of {}", peer, binding.protocolId());
        return;
      }
      run(mux, binding, slot.get());
    } catch (IOException | RuntimeException e) {
      mux.reset();
      observer.refused(Refusal.NEGOTIATION_FAILED);
      LOG.debug("negotiation on {} failed", mux, e);
    }
  }

  private ProtocolBinding negotiate(MuxStream mux) throws IOException {
    DeadlineStreamInput in = new DeadlineStreamInput(mux, Deadline.after(negotiationTime));
    String id = ProtocolSelection.answer(in, mux.output(), protocols::serves);
    mux.readTimeout(MuxStream.DEFAULT_TIMEOUT);
    return protocols.find(id).orElseThrow();
  }

  private void run(MuxStream mux, ProtocolBinding binding, Protocols.Slot slot) {
    String id = binding.protocolId();
    observer.streamOpened(id, false);
    // The place is free when the stream has ended and the handler is done, so that neither can pile
    // up.
    AtomicBoolean firstDone = new AtomicBoolean();
    Runnable done =
        () -> {
          if (!firstDone.compareAndSet(false, true)) {
            protocols.release(slot);
          }
        };
    mux.onEnd(
        () -> {
          observer.streamClosed(id, false);
          done.run();
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
      LOG.warn("handler of {} failed for {}", id, slot.peer(), e);
    } finally {
      done.run();
    }
  }

  private void failed(MuxStream mux, String id, Exception cause) {
    mux.reset();
    observer.refused(Refusal.HANDLER_FAILED);
    LOG.debug("handler of {} gave up on {}", id, mux, cause);
  }
}
