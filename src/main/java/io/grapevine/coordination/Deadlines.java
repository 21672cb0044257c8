package io.grapevine.coordination;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** One deadline per key, the earliest first; keys with equal deadlines in the order of setting. */
final class Deadlines<K> {
  private final Map<K, Entry<K>> byKey = new HashMap<>();
  private final TreeSet<Entry<K>> byTime =
      new TreeSet<>(Comparator.<Entry<K>, Instant>comparing(Entry::at).thenComparing(Entry::order));
  private long nextOrder;

  /** Sets, moves or (with nothing) removes the deadline of a key. */
  void set(K key, Optional<Instant> at) {
    Entry<K> old = byKey.remove(key);
    if (old != null) {
      byTime.remove(old);
    }
    if (at.isPresent()) {
      Entry<K> entry = new Entry<>(at.get(), nextOrder++, key);
      byKey.put(key, entry);
      byTime.add(entry);
    }
  }

  Optional<Instant> earliest() {
    return byTime.isEmpty() ? Optional.empty() : Optional.of(byTime.first().at());
  }

  /** Takes out every key whose deadline is not after now. */
  List<K> due(Instant now) {
    List<K> due = new ArrayList<>();
    while (!byTime.isEmpty() && !byTime.first().at().isAfter(now)) {
      Entry<K> entry = byTime.removeFirst();
      byKey.remove(entry.key());
      due.add(entry.key());
    }
    return due;
  }

  private record Entry<K>(Instant at, Long order, K key) {}
}
