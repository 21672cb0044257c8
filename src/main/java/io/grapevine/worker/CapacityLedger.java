package io.grapevine.worker;

import io.grapevine.job.WorkType;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Which slots are taken, be it by a reservation or by an attempt. Never more than there are, over
 * all work types and for each of them.
 */
final class CapacityLedger {
  private final int slots;
  private final SortedMap<WorkType, Integer> limits;
  private final SortedMap<WorkType, Integer> taken = new TreeMap<>();

  CapacityLedger(int slots, Map<WorkType, Integer> limits) {
    this.slots = slots;
    this.limits = new TreeMap<>(limits);
  }

  boolean hasRoomFor(WorkType type) {
    return total() < slots && taken(type) < limits.getOrDefault(type, 0);
  }

  /** Takes a slot for which there is room. */
  void take(WorkType type) {
    if (!hasRoomFor(type)) {
      throw new IllegalStateException("no slot is free for " + type + ": " + this);
    }
    taken.merge(type, 1, Integer::sum);
  }

  /** Gives a slot back that was taken. */
  void free(WorkType type) {
    if (taken(type) == 0) {
      throw new IllegalStateException("no slot is taken for " + type + ": " + this);
    }
    taken.merge(type, -1, Integer::sum);
  }

  /**
   * Compares the ledger with those who hold the slots.
   *
   * @throws IllegalStateException if it is wrong, or there are more holders than slots
   */
  void verify(List<WorkType> holders) {
    SortedMap<WorkType, Integer> counted = new TreeMap<>();
    holders.forEach(type -> counted.merge(type, 1, Integer::sum));
    boolean agrees =
        holders.size() == total()
            && counted.entrySet().stream()
                .allMatch(entry -> entry.getValue() == taken(entry.getKey()));
    boolean fits =
        holders.size() <= slots
            && counted.entrySet().stream()
                .allMatch(entry -> entry.getValue() <= limits.getOrDefault(entry.getKey(), 0));
    if (!agrees || !fits) {
      throw new IllegalStateException(this + ", but they are held for " + counted);
    }
  }

  private int total() {
    return taken.values().stream().mapToInt(Integer::intValue).sum();
  }

  private int taken(WorkType type) {
    return taken.getOrDefault(type, 0);
  }

  @Override
  public String toString() {
    return total() + " of " + slots + " slots are taken, by type " + taken + " of " + limits;
  }
}
