package io.grapevine.coordination;

import io.grapevine.job.Priority;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What waits for its turn, in three classes. While all of them wait, of ten turns {@value #HIGH} go
 * to the class HIGH, {@value #NORMAL} to NORMAL and {@value #LOW} to LOW; a class that nobody waits
 * in leaves its share to the others and saves none up. Within a class the clients take turns, and a
 * client's own entries keep their order. Not safe for use by many threads.
 *
 * <p>The shares are those of stride scheduling (Waldspurger and Weihl, 1995): each class has a
 * position that moves on by a stride with each of its turns, the longer the smaller its share, and
 * the class that is furthest behind is next.
 *
 * @param <T> what waits, told apart by equality
 */
final class FairQueue<T> {
  static final int HIGH = 6;
  static final int NORMAL = 3;
  static final int LOW = 1;

  /** Divisible by each share. */
  private static final int STRIDE_OF_ONE = HIGH * NORMAL * LOW;

  private final Map<Priority, Band<T>> bands = new EnumMap<>(Priority.class);
  private final Map<T, Place> places = new HashMap<>();
  private long position;

  FairQueue() {
    for (Priority priority : Priority.values()) {
      bands.put(priority, new Band<>(STRIDE_OF_ONE / share(priority)));
    }
  }

  /**
   * Puts something last in its line.
   *
   * @throws IllegalStateException if it waits already
   */
  void add(Priority priority, String client, T entry) {
    if (places.putIfAbsent(entry, new Place(priority, client)) != null) {
      throw new IllegalStateException("it waits already: " + entry);
    }
    Band<T> band = band(priority);
    if (band.size == 0) {
      band.position = Math.max(band.position, position);
    }
    band.add(client, entry);
  }

  /** What is next; empty if nothing waits. */
  Optional<T> peek() {
    return Optional.ofNullable(next()).map(Band::first);
  }

  /** Takes out what is next; empty if nothing waits. */
  Optional<T> poll() {
    Band<T> band = next();
    if (band == null) {
      return Optional.empty();
    }
    T entry = band.take();
    places.remove(entry);
    position = band.position;
    band.position += band.stride;
    return Optional.of(entry);
  }

  /** Takes something out wherever it stands; false if it does not wait. */
  boolean remove(T entry) {
    Place place = places.remove(entry);
    if (place == null) {
      return false;
    }
    band(place.priority).remove(place.client, entry);
    return true;
  }

  /** How many wait in a class. */
  int size(Priority priority) {
    return band(priority).size;
  }

  private @Nullable Band<T> next() {
    Band<T> first = null;
    for (Band<T> band : bands.values()) {
      if (band.size > 0 && (first == null || band.position < first.position)) {
        first = band;
      }
    }
    return first;
  }

  private Band<T> band(Priority priority) {
    Band<T> band = bands.get(priority);
    if (band == null) {
      throw new IllegalStateException("every priority has its band");
    }
    return band;
  }

  private static int share(Priority priority) {
    return switch (priority) {
      case HIGH -> HIGH;
      case NORMAL -> NORMAL;
      case LOW -> LOW;
    };
  }

  /** Where an entry stands. */
  private record Place(Priority priority, String client) {}

  /** One class: the line of each client, that of the client who is next first. */
  private static final class Band<T> {
    private final Map<String, Set<T>> lines = new LinkedHashMap<>();
    private final int stride;
    private long position;
    private int size;

    Band(int stride) {
      this.stride = stride;
    }

    void add(String client, T entry) {
      lines.computeIfAbsent(client, any -> new LinkedHashSet<>()).add(entry);
      size++;
    }

    T first() {
      return lines.values().iterator().next().iterator().next();
    }

    /** The client whose turn it was goes to the end. */
    T take() {
      Iterator<Map.Entry<String, Set<T>>> clients = lines.entrySet().iterator();
      Map.Entry<String, Set<T>> client = clients.next();
      String name = client.getKey();
      Set<T> line = client.getValue();
      clients.remove();
      Iterator<T> entries = line.iterator();
      T entry = entries.next();
      entries.remove();
      if (!line.isEmpty()) {
        lines.put(name, line);
      }
      size--;
      return entry;
    }

    void remove(String client, T entry) {
      Set<T> line = lines.get(client);
      if (line == null || !line.remove(entry)) {
        throw new IllegalStateException("an entry is in the line of its client");
      }
      if (line.isEmpty()) {
        lines.remove(client);
      }
      size--;
    }
  }
}
