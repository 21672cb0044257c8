package io.grapevine.libp2p.pubsub;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Counts everything by name. */
final class CountingObserver implements PubSubObserver {

  private final Map<String, Integer> counts = new ConcurrentHashMap<>();

  int count(String name) {
    return counts.getOrDefault(name, 0);
  }

  int count(DropReason reason) {
    return count(reason.name());
  }

  @Override
  public void received(String topic) {
    add("received", 1);
  }

  @Override
  public void accepted(String topic) {
    add("accepted", 1);
  }

  @Override
  public void duplicate(String topic) {
    add("duplicate", 1);
  }

  @Override
  public void ignored(String topic) {
    add("ignored", 1);
  }

  @Override
  public void rejected(String topic) {
    add("rejected", 1);
  }

  @Override
  public void sent(String topic, int peers) {
    add("sent", peers);
  }

  @Override
  public void dropped(DropReason reason, int times) {
    add(reason.name(), times);
  }

  @Override
  public void meshSize(String topic, int size) {
    counts.put("mesh " + topic, size);
  }

  private void add(String name, int times) {
    counts.merge(name, times, Integer::sum);
  }
}
