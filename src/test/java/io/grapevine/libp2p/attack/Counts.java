package io.grapevine.libp2p.attack;

import io.grapevine.libp2p.host.HostObserver;
import io.grapevine.libp2p.host.Refusal;
import io.grapevine.libp2p.pubsub.DropReason;
import io.grapevine.libp2p.pubsub.PubSubObserver;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** What one honest peer turned away and why, by the name of the reason. */
final class Counts implements HostObserver, PubSubObserver {
  /** Messages turned down: badly signed, badly formed, or by the validator. */
  static final String REJECTED = "rejected";

  private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();

  long of(Refusal reason) {
    return of(reason.name());
  }

  long of(DropReason reason) {
    return of(reason.name());
  }

  long of(String name) {
    LongAdder count = counts.get(name);
    return count == null ? 0 : count.sum();
  }

  @Override
  public void refused(Refusal reason) {
    add(reason.name(), 1);
  }

  @Override
  public void dropped(DropReason reason, int times) {
    add(reason.name(), times);
  }

  @Override
  public void rejected(String topic) {
    add(REJECTED, 1);
  }

  /** Every reason that occurred, in order of names. */
  @Override
  public String toString() {
    StringJoiner all = new StringJoiner(", ");
    new TreeMap<>(counts).forEach((name, count) -> all.add(name + " " + count.sum()));
    return all.toString();
  }

  private void add(String name, int times) {
    counts.computeIfAbsent(name, any -> new LongAdder()).add(times);
  }
}
