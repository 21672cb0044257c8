package io.grapevine.libp2p.host;

import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls peer listeners one after another, from one thread, in the order of the events. The queue is
 * bounded; when listeners are too slow for it, connections wait to be announced, which slows the
 * network down instead of filling memory.
 */
final class PeerEvents implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PeerEvents.class);
  private static final int MAX_QUEUED = 16_384;

  private final List<PeerListener> listeners = new CopyOnWriteArrayList<>();
  private final BlockingQueue<Consumer<PeerListener>> queue = new LinkedBlockingQueue<>(MAX_QUEUED);
  private final Thread thread = Thread.ofVirtual().name("libp2p-peer-events").unstarted(this::run);

  void start() {
    thread.start();
  }

  void add(PeerListener listener) {
    listeners.add(listener);
  }

  void announce(Consumer<PeerListener> event) {
    try {
      queue.put(event);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try {
      while (true) {
        Consumer<PeerListener> event = queue.take();
        listeners.forEach(listener -> call(listener, event));
      }
    } catch (InterruptedException e) {
      LOG.debug("announcing of peers ended");
    }
  }

  private static void call(PeerListener listener, Consumer<PeerListener> event) {
    try {
      event.accept(listener);
    } catch (RuntimeException e) {
      LOG.warn("a listener of peers failed", e);
    }
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
