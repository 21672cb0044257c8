package io.grapevine.config;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Drains the peer as the first thing when the service stops, while HTTP still answers: clients can
 * ask for their jobs, and new ones are told to go elsewhere.
 */
final class PeerDrain implements SmartLifecycle {
  private static final Logger LOG = LoggerFactory.getLogger(PeerDrain.class);

  private final Draining peer;
  private volatile boolean running;

  /** Ends the work of a peer; takes up to its drain limit. */
  @FunctionalInterface
  interface Draining {
    void drain() throws InterruptedException;
  }

  PeerDrain(Draining peer) {
    this.peer = peer;
  }

  @Override
  public void start() {
    running = true;
  }

  @Override
  public void stop(Runnable callback) {
    Thread.ofVirtual()
        .name("grapevine-drain")
        .start(
            () -> {
              try {
                stop();
              } finally {
                callback.run();
              }
            });
  }

  @Override
  public void stop() {
    try {
      LOG.info("The peer takes nothing new in and lets its work end");
      peer.drain();
    } catch (InterruptedException hurried) {
      Thread.currentThread().interrupt();
    } finally {
      running = false;
    }
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  /** Highest stops first; the web server comes later. */
  @Override
  public int getPhase() {
    return DEFAULT_PHASE;
  }
}
