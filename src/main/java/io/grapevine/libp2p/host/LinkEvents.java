package io.grapevine.libp2p.host;

import io.grapevine.libp2p.transport.CloseReason;
import io.grapevine.libp2p.transport.ConnectionListener;
import io.grapevine.libp2p.transport.MuxConnection;
import io.grapevine.libp2p.transport.MuxStream;
import io.grapevine.libp2p.transport.StreamRefusal;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Passes what happens on connections to the table, to the handlers and to the observer. */
final class LinkEvents implements ConnectionListener {
  private static final Logger LOG = LoggerFactory.getLogger(LinkEvents.class);

  private final ConnectionTable table;
  private final InboundStreams inbound;
  private final HostObserver observer;
  private final Refusals refusals;

  LinkEvents(
      ConnectionTable table, InboundStreams inbound, HostObserver observer, Refusals refusals) {
    this.refusals = refusals;
    this.table = table;
    this.inbound = inbound;
    this.observer = observer;
  }

  @Override
  public void streamOpened(MuxConnection connection, MuxStream stream) {
    inbound.opened(stream);
  }

  @Override
  public void closed(MuxConnection connection, CloseReason reason) {
    Optional<PeerLink> link = table.find(connection);
    if (link.isEmpty() || !table.remove(link.get())) {
      return;
    }
    link.get().release();
    observer.connectionClosed(connection.outbound());
    switch (reason.kind()) {
      case VIOLATION -> {
        String what = connection.remotePeer() + " broke the protocol of its connection: ";
        refusals.refused(Refusal.PROTOCOL_VIOLATION, what + reason.detail());
      }
      case UNRESPONSIVE ->
          refusals.refused(Refusal.UNRESPONSIVE, connection.remotePeer() + " " + reason.detail());
      case LOCAL, REMOTE, FAILED -> LOG.debug("{} ended: {}", connection, reason.detail());
    }
  }

  @Override
  public void streamRefused(MuxConnection connection, StreamRefusal refusal) {
    switch (refusal) {
      case LIMIT ->
          refusals.refused(Refusal.STREAM_LIMIT, "too many streams are open on the " + connection);
      case BUFFER ->
          refusals.refused(Refusal.BUFFER_LIMIT, "too many bytes are unread on the " + connection);
    }
  }

  @Override
  public void bytesIn(long bytes) {
    observer.bytesIn(bytes);
  }

  @Override
  public void bytesOut(long bytes) {
    observer.bytesOut(bytes);
  }
}
