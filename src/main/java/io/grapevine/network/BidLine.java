package io.grapevine.network;

import io.grapevine.libp2p.host.Stream;
import io.grapevine.libp2p.peer.PeerId;
import java.io.IOException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers on their way to one peer. The stream is opened for the first one, and once more for the
 * one that finds it broken; when the peer cannot be reached, everything that waits is dropped,
 * since answers are stale soon.
 */
final class BidLine {
  private static final Logger LOG = LoggerFactory.getLogger(BidLine.class);

  private final PeerId peer;
  private final StreamOpener opener;
  private final NetworkConfig config;
  private final NetworkObserver observer;
  private final Predicate<BidLine> retirement;
  private final BlockingQueue<BidMessage> queue;
  private final Thread thread;
  private @Nullable Stream stream;

  /**
   * @param retirement asked when the line has been idle; true if it may end
   */
  BidLine(
      PeerId peer,
      StreamOpener opener,
      NetworkConfig config,
      NetworkObserver observer,
      Predicate<BidLine> retirement) {
    this.peer = peer;
    this.opener = opener;
    this.config = config;
    this.observer = observer;
    this.retirement = retirement;
    this.queue = new ArrayBlockingQueue<>(config.bidsQueued());
    this.thread =
        Thread.ofVirtual().name("grapevine-bids-" + peer.toShortString()).unstarted(this::run);
  }

  PeerId peer() {
    return peer;
  }

  void start() {
    thread.start();
  }

  /** Queues an answer; false if there is no room. */
  boolean offer(BidMessage message) {
    return queue.offer(message);
  }

  boolean isEmpty() {
    return queue.isEmpty();
  }

  /** Ends the line at once. */
  void close() {
    thread.interrupt();
  }

  private void run() {
    try {
      boolean over = false;
      while (!over) {
        BidMessage next = queue.poll(config.bidIdle().toNanos(), TimeUnit.NANOSECONDS);
        if (next == null) {
          over = retirement.test(this);
        } else {
          deliver(next);
        }
      }
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    } finally {
      closeStream();
    }
  }

  private void deliver(BidMessage message) {
    boolean fresh = stream == null;
    try {
      write(message);
    } catch (IOException broken) {
      closeStream();
      if (fresh) {
        giveUp(broken);
      } else {
        deliver(message);
      }
    }
  }

  private void write(BidMessage message) throws IOException {
    Stream open = stream;
    if (open == null) {
      open = opener.open(peer, Topics.BID_PROTOCOL, config.bidDial());
      stream = open;
    }
    Frames.write(BidCodec.encode(message), open.output());
    if (queue.isEmpty()) {
      open.output().flush();
    }
  }

  private void giveUp(IOException cause) {
    LOG.debug("answers to {} are dropped", peer, cause);
    observer.bidDropped();
    while (queue.poll() != null) {
      observer.bidDropped();
    }
  }

  private void closeStream() {
    Stream open = stream;
    if (open != null) {
      open.close();
      stream = null;
    }
  }
}
