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

  LinkEvents(ConnectionTable table, InboundStreams inbound, HostObserver observer) {
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
    observer.connectionClosed(connection.outbound());
    switch (reason.kind()) {
      case VIOLATION -> {
        observer.refused(Refusal.PROTOCOL_VIOLATION);
        LOG.warn("{} broke the multiplexer: {}", connection.remotePeer(), reason.detail());
      }
      case UNRESPONSIVE -> {
        observer.refused(Refusal.UNRESPONSIVE);
        LOG.info("{} was disconnected: {}", connection.remotePeer(), reason.detail());
      }
      case LOCAL, REMOTE, FAILED -> LOG.debug("{} ended: {}", connection, reason.detail());
    }
  }

  @Override
  public void streamRefused(MuxConnection connection, StreamRefusal refusal) {
    observer.refused(
        switch (refusal) {
          case LIMIT -> Refusal.STREAM_LIMIT;
          case BUFFER -> Refusal.BUFFER_LIMIT;
        });
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
