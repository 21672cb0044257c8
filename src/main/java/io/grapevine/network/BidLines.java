package io.grapevine.network;

import io.grapevine.libp2p.peer.PeerId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Answers on their way to other peers, each peer with a queue and a stream of its own that is
 * closed when it has been idle. Never blocks its caller; what cannot be sent is dropped and
 * counted.
 */
final class BidLines {
  private final StreamOpener opener;
  private final NetworkConfig config;
  private final NetworkObserver observer;
  private final Map<PeerId, BidLine> lines = new HashMap<>();
  private boolean closed;

  BidLines(StreamOpener opener, NetworkConfig config, NetworkObserver observer) {
    this.opener = opener;
    this.config = config;
    this.observer = observer;
  }

  void send(PeerId peer, BidMessage message) {
    if (!enqueue(peer, message)) {
      observer.bidDropped();
    }
  }

  void close() {
    List<BidLine> open;
    synchronized (this) {
      closed = true;
      open = new ArrayList<>(lines.values());
      lines.clear();
    }
    open.forEach(BidLine::close);
  }

  private synchronized boolean enqueue(PeerId peer, BidMessage message) {
    BidLine line = lines.get(peer);
    if (line == null) {
      if (closed || lines.size() >= config.bidPeersMax()) {
        return false;
      }
      line = new BidLine(peer, opener, config, observer, this::retire);
      lines.put(peer, line);
      line.start();
    }
    return line.offer(message);
  }

  /** Lets an idle line go, unless it has just got something to send. */
  private synchronized boolean retire(BidLine line) {
    return line.isEmpty() && (closed || lines.remove(line.peer(), line));
  }
}
