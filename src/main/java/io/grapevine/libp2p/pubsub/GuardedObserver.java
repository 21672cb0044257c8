package io.grapevine.libp2p.pubsub;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Passes on what an observer is told; what it throws ends here. */
final class GuardedObserver implements PubSubObserver {

  private static final Logger LOG = LoggerFactory.getLogger(GuardedObserver.class);

  private final PubSubObserver observer;

  GuardedObserver(PubSubObserver observer) {
    this.observer = observer;
  }

  @Override
  public void received(String topic) {
    guard(() -> observer.received(topic));
  }

  @Override
  public void accepted(String topic) {
    guard(() -> observer.accepted(topic));
  }

  @Override
  public void duplicate(String topic) {
    guard(() -> observer.duplicate(topic));
  }

  @Override
  public void ignored(String topic) {
    guard(() -> observer.ignored(topic));
  }

  @Override
  public void rejected(String topic) {
    guard(() -> observer.rejected(topic));
  }

  @Override
  public void sent(String topic, int peers) {
    guard(() -> observer.sent(topic, peers));
  }

  @Override
  public void dropped(DropReason reason, int times) {
    guard(() -> observer.dropped(reason, times));
  }

  @Override
  public void meshSize(String topic, int size) {
    guard(() -> observer.meshSize(topic, size));
  }

  private static void guard(Runnable call) {
    try {
      call.run();
    } catch (RuntimeException e) {
      LOG.debug("a pubsub observer failed", e);
    }
  }
}
