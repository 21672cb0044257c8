package io.grapevine.worker;

import java.util.LinkedHashMap;
import java.util.Map;

/** A memory of limited size: when it is full, what was put in first is forgotten first. */
final class BoundedMap<K, V> extends LinkedHashMap<K, V> {
  private final int sizeMax;

  BoundedMap(int sizeMax) {
    this.sizeMax = sizeMax;
  }

  @Override
  protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
    return size() > sizeMax;
  }
}
